"""My requests: a part at a time, and found by words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.filters import Filter, filters
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, tag
from screens.components.pictogram import pictures
from screens.components.text_field import TextField
from screens.components.tile import tile
from screens.context import (
    Handler,
    Loaded,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_ui,
    use_value,
)
from screens.given import Listed, Part, RequestRow
from screens.pages import use_more
from screens.requests.parts import empty_words, part_words
from screens.requests.row import states_of

AT_ONCE = 50
"""Rows. Each draft that shows is opened, to tell how far it is filled in."""
SEARCHED = 6
"""Rows from which on there is something to search in."""


@dataclass(frozen=True, slots=True)
class _Ways:
    """What a person can do on this screen."""

    show: Callable[[Part], Handler]
    open: Callable[[RequestRow], Handler]
    more: Handler
    make: Handler
    sending: Handler


@ft.component
def RequestsScreen() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, simple = ui.words, ui.comfort.simple
    part, set_part = use_value(ui.part)
    query, set_query = use_value("")
    most, set_most = use_value(AT_ONCE)
    loaded = _use_listed(part, query.strip(), most)
    listed = loaded.value
    more = use_more([row.id for row in listed.rows] if listed else [], lambda: set_most(most + AT_ONCE))
    if listed is None:
        return screen(t("My requests"), not_shown(loaded, t("One moment…")))

    def show(chosen: Part) -> None:
        set_part(chosen)
        set_most(AT_ONCE)

    def open_it(row: RequestRow) -> None:
        if not row.is_draft:
            ui.part = listed.part  # the way back leads to it
        actions.go(routes.draft(row.id) if row.is_draft else routes.request(row.id))

    ways = _Ways(
        show=lambda chosen: guard(lambda: show(chosen)),
        open=lambda row: guard(lambda: open_it(row)),
        more=guard(more),
        make=guard(lambda: actions.go(routes.SERVICES)),
        sending=guard(lambda: actions.go(routes.SENDING)),
    )
    content = _list(listed, ways, most, t, simple=simple)
    if query or (sum(listed.counts.values()) >= SEARCHED and not simple):
        words = FieldWords(t("Search"), t("A service, or a reference"))
        content.insert(0, layout.keyed(TextField(words, query, set_query), "search"))
    return screen(t("My requests"), content)


def _use_listed(part: Part | None, typed: str, most: int) -> Loaded[Listed]:
    """Load what shows; ask the ministry once for what is new."""
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()

    async def load() -> Listed:
        if typed:
            return await actions.requests.found(typed, ui.language, most)
        return await actions.requests.listed(part, most)

    async def refresh() -> None:
        ui.part = None
        if ui.signed_in:
            await actions.cases.refresh()

    ft.use_effect(guard_effect(guard(refresh)), [])
    return use_loaded(load, [changes.requests, changes.cases, changes.drafts, part, typed, most])


def _list(listed: Listed, ways: _Ways, most: int, t: Words, *, simple: bool) -> list[ft.Control]:
    if listed.part is not None and not any(listed.counts.values()):
        nothing = text.body(t("You have no request yet."))
        return [*pictures("write", large=True), nothing, button.primary(t("Make a request"), ways.make)]
    shown = [layout.live(text.secondary(_count(listed, t)))]
    if listed.part is not None:
        shown.insert(0, _filters(listed, listed.part, ways.show, t, simple=simple))
    shown += [layout.keyed(_tile(row, ways.open(row), t, simple=simple), row.id) for row in listed.rows]
    if listed.total > len(listed.rows) >= most:
        shown.append(button.secondary(t("Show more"), ways.more))
    shown.append(button.secondary(t("Make another request"), ways.make))
    shown.append(button.link(t("How to send"), ways.sending))
    return shown


def guard_effect(handler: Handler) -> Callable[[], Awaitable[None]]:
    """Make an effect of a handler: effects get no event."""

    async def effect() -> None:
        await handler(None)

    return effect


def _filters(
    listed: Listed, shown: Part, show: Callable[[Part], Handler], t: Words, *, simple: bool
) -> ft.Control:
    """Show the parts; in simple mode those alone that have something."""
    parts = [part for part in Part if listed.counts[part] or part is shown or not simple]
    ways = [Filter(part, part_words(part, t), listed.counts[part], show(part)) for part in parts]
    return filters(t("Which requests"), ways, shown, t)


def _count(listed: Listed, t: Words) -> str:
    """Say how many show, or what comes where nothing is."""
    if listed.part is not None and not listed.total:
        return empty_words(listed.part, t)
    if listed.part is None:
        return t.n("{count} request found", "{count} requests found", listed.total)
    if listed.part is Part.DRAFTS:
        return t.n("{count} draft", "{count} drafts", listed.total)
    return t.n("{count} request", "{count} requests", listed.total)


def _tile(row: RequestRow, on_click: Handler, t: Words, *, simple: bool) -> ft.Control:
    states = states_of(row, t)
    lines = []
    if row.is_draft and row.total:
        lines.append(t("{done} of {total} answered", done=row.done, total=row.total))
    if row.reference and not simple:
        lines.append(t("Reference {reference}", reference=t.ltr(row.reference)))
    lines.append(t.date_time(row.updated_at))
    lines += [state.detail for state in states if state.detail]
    tags = {state.words: state.tone for state in states}
    unread = (
        [tag(t("Decision not read yet"), Tone.ATTENTION)] if row.case and row.case.unread_decision else []
    )
    return when_asked(
        tile(
            t.text(row.service.name) if row.service else t("Request"),
            on_click,
            sub="\n".join(lines),
            tag=layout.row([*unread, *(tag(words, tone) for words, tone in tags.items())]),
        )
    )
