"""Lists of what a person makes whole and sends: the newest first, more on asking, and the way to another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import flet as ft

from i18n import Words
from screens import routes
from screens.components import button, layout, text
from screens.components.frame import not_shown, screen
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_ui, use_value, use_words
from screens.on_its_way import SendingWays, use_ways
from screens.pages import use_more
from services.models.own import HasId, Kept, Newest

AT_ONCE = 50
T = TypeVar("T", bound=HasId)


@dataclass(frozen=True, slots=True)
class ListWords:
    """What a list says of itself, in the person's language."""

    title: str
    empty: str
    make: str
    """Of the button that leads to a new one."""


def own_list(
    shape: type[T],
    noun: str,
    words: ListWords,
    row: Callable[[Kept[T], Callable[..., Any], Words], ft.Control],
) -> ft.View:
    """Return the list of a noun.

    `row` gets each record, and the handler that opens it.
    """
    t, ui, actions, guard, changes = use_words(), use_ui(), use_actions(), use_guard(), use_changes()
    most, set_most = use_value(AT_ONCE)
    loaded = use_loaded(lambda: actions.own.newest(shape, most), [changes.own, most])
    use_fresh(ui.signed_in)
    newest = loaded.value or Newest[T]([], 0)
    items = newest.items
    more = use_more([item.value.id for item in items], lambda: set_most(most + AT_ONCE))

    def tile(item: Kept[T]) -> ft.Control:
        open_it = guard(lambda: actions.go(routes.noun(noun, item.value.id)))
        return layout.keyed(row(item, open_it, t), item.value.id)

    content = [tile(item) for item in items]
    if not items:
        content = not_shown(loaded, t("One moment…"), text.body(words.empty))
    if newest.total > most:
        content.append(button.secondary(t("Show more"), guard(more)))
    content.append(button.primary(words.make, guard(lambda: actions.go(routes.noun(noun, "new")))))
    return screen(words.title, content, back=routes.HOME)


def use_fresh(signed_in: bool) -> None:
    """Ask the ministry for what it has, when the screen opens."""
    actions, guard = use_actions(), use_guard()

    async def refresh() -> None:
        if signed_in:
            await actions.own.refresh()

    async def fresh() -> None:
        await guard(refresh)(None)

    ft.use_effect(fresh, [])


def use_own_ways(shape: type[T], noun: str, text_of: str) -> SendingWays:
    """Return what a person can do about a record with this text."""
    actions = use_actions()

    async def correct(record_id: str) -> None:
        await actions.own.reopen(shape, record_id, text_of)
        actions.go(routes.noun(noun, "new"))

    return use_ways(correct)
