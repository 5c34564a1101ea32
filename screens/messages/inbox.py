"""The messages of all cases: what was written last in each, the newest first."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, tag
from screens.components.tile import tile
from screens.context import Handler, use_actions, use_changes, use_guard, use_loaded, use_ui, use_value
from screens.given import Conversation, Inbox
from screens.pages import use_more
from services.models.case import PERSON

AT_ONCE = 50
_LONGEST = 120
"""Signs of a message that its line shows."""


@ft.component
def InboxScreen() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    most, set_most = use_value(AT_ONCE)
    loaded = use_loaded(lambda: actions.cases.inbox(most), [changes.cases, most])
    inbox = loaded.value or Inbox([], 0)
    more = use_more([row.case_id for row in inbox.rows], lambda: set_most(most + AT_ONCE))

    def line(row: Conversation) -> ft.Control:
        open_it = guard(lambda: actions.go(routes.messages(row.case_id)))
        return layout.keyed(_line(row, open_it, t, simple=ui.comfort.simple), row.case_id)

    content: list[ft.Control]
    if not inbox.rows:
        none = text.body(t("No message yet. You can write to the agency about each request that you sent."))
        content = not_shown(loaded, t("One moment…"), none)
    else:
        content = [line(row) for row in inbox.rows]
        if len(inbox.rows) < inbox.total and inbox.total > most:
            content.append(button.secondary(t("Show more messages"), guard(more)))
    return screen(t("Messages"), content)


def _line(row: Conversation, on_click: Handler, t: Words, *, simple: bool) -> ft.Control:
    words = " ".join(row.newest.text.split())
    shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"
    said = t("You: {text}", text=t.isolate(shown)) if row.newest.sender == PERSON else t.isolate(shown)
    lines = [said, t.date_time(row.newest.sent_at)]
    if not simple:
        lines.append(t("Reference {reference}", reference=t.ltr(row.reference)))
    unread = t.n("{count} new message", "{count} new messages", row.unread) if row.unread else ""
    return when_asked(
        tile(
            t.text(row.service.name) if row.service else t("Request"),
            on_click,
            sub="\n".join(lines),
            tag=tag(unread, Tone.ATTENTION) if unread else None,
        )
    )
