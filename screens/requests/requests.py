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
from screens.given import RequestRow
from screens.requests.row import states_of

DRAFTS_AT_ONCE = 50
"""Each that shows is opened, to tell how far it is filled in."""


@ft.component
def Requests() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    most, set_most = use_value(DRAFTS_AT_ONCE)
    loaded = use_loaded(
        lambda: actions.requests.listed(most), [changes.requests, changes.cases, changes.drafts, most]
    )

    async def refresh() -> None:
        if ui.signed_in:
            await actions.cases.refresh()

    ft.use_effect(guard_effect(guard(refresh)), [])

    def opens(row: RequestRow) -> Handler:
        return guard(lambda: actions.go(routes.draft(row.id) if row.is_draft else routes.request(row.id)))

    rows = loaded.value.rows if loaded.value else []
    content: list[ft.Control]
    if not rows:
        content = not_shown(loaded, t("One moment…"), text.body(t("You have no request yet.")))
        if loaded.status is Status.READY:
            content.append(button.primary(t("Make a request"), guard(lambda: actions.go(routes.SERVICES))))
    else:
        drafts = [row for row in rows if row.is_draft]
        content = []
        for title, part in (
            (t("Not sent yet"), [row for row in rows if not row.is_draft and not row.is_sent]),
            (t("Sent"), [row for row in rows if row.is_sent]),
            (t("Drafts"), drafts),
        ):
            if part:
                content += [text.heading(title, 2), *(_tile(row, opens(row), t) for row in part)]
        if loaded.value and loaded.value.drafts > len(drafts) >= most:
            content.append(
                button.secondary(t("Show more drafts"), guard(lambda: set_most(most + DRAFTS_AT_ONCE)))
            )
        content.append(
            button.secondary(t("Make another request"), guard(lambda: actions.go(routes.SERVICES)))
        )
        content.append(button.link(t("How to send"), guard(lambda: actions.go(routes.SENDING))))
    return screen(t("My requests"), content, back=routes.HOME)


def guard_effect(handler: Handler) -> Callable[[], Awaitable[None]]:
    """A guarded handler as an effect: effects are called without an event."""

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
            key=row.id,
        )
    )
