"""My requests: drafts, what is on its way, and cases, the latest first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import not_shown, screen
from screens.components.notice import tag
from screens.components.tile import tile
from screens.context import (
    Handler,
    Status,
    use_actions,
    use_changes,
    use_guard,
    use_loaded,
    use_ui,
    use_value,
)
from screens.given import Listed, RequestRow
from screens.pages import use_more
from screens.requests.row import states_of

AT_ONCE = 50
"""Drafts, and requests. Each draft that shows is opened, to tell how far it is filled in."""


@ft.component
def RequestsScreen() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    drafts, set_drafts = use_value(AT_ONCE)
    requests, set_requests = use_value(AT_ONCE)
    loaded = use_loaded(
        lambda: actions.requests.listed(drafts, requests),
        [changes.requests, changes.cases, changes.drafts, drafts, requests],
    )

    async def refresh() -> None:
        if ui.signed_in:
            await actions.cases.refresh()

    ft.use_effect(guard_effect(guard(refresh)), [])

    def opens(row: RequestRow) -> Handler:
        return guard(lambda: actions.go(routes.draft(row.id) if row.is_draft else routes.request(row.id)))

    listed = loaded.value or Listed([], 0, 0)
    own = [row for row in listed.rows if row.is_draft]
    unsent = [row for row in listed.rows if not row.is_draft and not row.is_sent]
    sent = [row for row in listed.rows if row.is_sent]
    more_requests = use_more([row.id for row in (*unsent, *sent)], lambda: set_requests(requests + AT_ONCE))
    more_drafts = use_more([row.id for row in own], lambda: set_drafts(drafts + AT_ONCE))

    def part(title: str, rows: list[RequestRow]) -> list[ft.Control]:
        tiles = [layout.keyed(_tile(row, opens(row), t), row.id) for row in rows]
        return [text.heading(title, 2), *tiles] if rows else []

    content: list[ft.Control]
    if not listed.rows:
        content = not_shown(loaded, t("One moment…"), text.body(t("You have no request yet.")))
        if loaded.status is Status.READY:
            content.append(button.primary(t("Make a request"), guard(lambda: actions.go(routes.SERVICES))))
    else:
        content = [*part(t("Not sent yet"), unsent), *part(t("Sent"), sent)]
        if listed.requests > len(unsent) + len(sent):
            content.append(button.secondary(t("Show more requests"), guard(more_requests)))
        content += part(t("Drafts"), own)
        if listed.drafts > len(own) >= drafts:
            content.append(button.secondary(t("Show more drafts"), guard(more_drafts)))
        content.append(
            button.secondary(t("Make another request"), guard(lambda: actions.go(routes.SERVICES)))
        )
        content.append(button.link(t("How to send"), guard(lambda: actions.go(routes.SENDING))))
    return screen(t("My requests"), content)


def guard_effect(handler: Handler) -> Callable[[], Awaitable[None]]:
    """Make an effect of a handler: effects get no event."""

    async def effect() -> None:
        await handler(None)

    return effect


def _tile(row: RequestRow, on_click: Handler, t: Words) -> ft.Control:
    states = states_of(row, t)
    lines = []
    if row.is_draft and row.total:
        lines.append(t("{done} of {total} answered", done=row.done, total=row.total))
    if row.reference:
        lines.append(t("Reference {reference}", reference=t.ltr(row.reference)))
    lines.append(t.date_time(row.updated_at))
    lines += [state.detail for state in states if state.detail]
    tags = {state.words: state.tone for state in states}
    return when_asked(
        tile(
            t.text(row.service.name) if row.service else t("Request"),
            on_click,
            sub=" · ".join(lines),
            tag=layout.row([tag(words, tone) for words, tone in tags.items()]),
        )
    )
