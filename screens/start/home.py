"""Home: what waits for the person first, then what they can do, then what is on its way."""

from __future__ import annotations

import flet as ft

from i18n import Words, joined, msg
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictogram
from screens.components.tile import tile
from screens.context import Handler, use_actions, use_changes, use_guard, use_loaded, use_ui
from screens.given import Overview, RequestRow
from screens.nouns import nouns
from screens.requests.row import clock_words, states_of, worst
from screens.requests.steps import in_groups
from screens.state import Ui
from screens.theme import roles

CALLS_AT_ONCE = 10
"""Requests that wait for the person, on the home screen; the list has them all."""


@ft.component
def Home() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    overview = use_loaded(
        lambda: actions.requests.overview(CALLS_AT_ONCE), [changes.requests, changes.cases, changes.drafts]
    ).value

    def call(row: RequestRow) -> ft.Control:
        open_it = guard(lambda: actions.go(routes.request(row.id)))
        return layout.keyed(when_asked(_call(row, open_it, t, simple=ui.comfort.simple)), row.id)

    name = t.text(ui.person.first_name) if ui.person else (ui.profile.name if ui.profile else "")
    content: list[ft.Control] = [call(row) for row in overview.calls] if overview else []
    if overview and overview.from_archive:
        content.append(_held(overview.from_archive, guard(actions.archives.send_held), t))
    content += _notices(ui, guard(lambda: actions.go(routes.RECOVERY_CODE)), t)
    simple = ui.comfort.simple
    if not simple:
        content.append(text.heading(t("What would you like to do?"), 2))

    def way(label: str, route: str, sub: str, icon: ft.IconData, picture: str) -> ft.Control:
        """Show one thing to do; in simple mode with a picture."""
        return tile(
            t(label),
            guard(lambda: actions.go(route)),
            sub=sub,
            icon=None if roles.is_large(ui.comfort.text_size) else icon,
            picture=pictogram(picture) if simple else None,
        )

    kinds = "" if simple else t("Card, allowance, reimbursement, equipment…")
    content.append(way(msg("Make a request"), routes.SERVICES, kinds, ft.Icons.EDIT_NOTE, "write"))
    follow = _follow_words(overview, t) if overview else ""
    content.append(way(msg("Follow my requests"), routes.REQUESTS, follow, ft.Icons.TIMELINE, "clock"))
    for noun in nouns():
        if noun.tile is not None:
            sub = "" if simple else t(noun.tile.sub)
            content.append(way(noun.tile.label, noun.routes[0][0], sub, noun.tile.icon, noun.tile.picture))
    if not ui.signed_in:
        why = "" if simple else t("To send requests and read the answers.")
        content.append(way(msg("Sign in"), routes.SIGN_IN, why, ft.Icons.LOGIN, "me"))
    greeting = t("Hello, {name}", name=name) if name else t("Hello")
    return screen(greeting, content, personal_title=bool(name))


def _call(row: RequestRow, open_it: Handler, t: Words, *, simple: bool) -> ft.Control:
    """Show a request that waits for the person.

    Two for the same service differ by their reference, or by their time.
    """
    states = [state for state in states_of(row, t) if state.needs_person]
    first, service = states[0], [t.text(row.service.name)] if row.service else []
    shown = said = t.date_time(row.updated_at)
    if row.reference:
        shown = t("Reference {reference}", reference=t.ltr(row.reference))
        said = t("Reference {reference}", reference=in_groups(row.reference))
    name = t("Open: {what}", what=joined(" – ", [first.words, *service, said]))
    more = [part for state in states for part in (state.words, state.detail) if part][1:]
    lines = dict.fromkeys([*more, *service] if simple else [*more, *service, shown])
    return notice(
        first.words,
        lines=[*lines],
        tone=worst(states),
        actions=[button.secondary(t("Open"), open_it, spoken=name)],
    )


def _held(count: int, send: Handler, t: Words) -> ft.Control:
    """Ask about what came unsent with an archive.

    The other device may have sent it.
    """
    title = t.n(
        "{count} thing from your archive was not sent from this device yet. Send it?",
        "{count} things from your archive were not sent from this device yet. Send them?",
        count,
    )
    lines = [t("The other device may have sent it. Sent from both, it still arrives once.")]
    return notice(
        title, lines=lines, tone=Tone.ATTENTION, actions=[button.secondary(t("Send from this device"), send)]
    )


def _notices(ui: Ui, make_code: Handler, t: Words) -> list[ft.Control]:
    """Show what to know of this device, the gravest first."""
    notices: list[ft.Control] = []
    if ui.repaired:
        lines = [t("What could be read was kept. Please look at your drafts and requests.")]
        notices.append(notice(t("What is kept here was damaged."), lines=lines, tone=Tone.ATTENTION))
    if ui.profile and ui.profile.lock != "none" and not ui.lock_settings.code_noted:
        lines = [t("Without it, a forgotten PIN or passphrase costs you your drafts.")]
        ways = [button.secondary(t("Make a recovery code"), make_code)]
        notices.append(notice(t("Note a recovery code."), lines=lines, tone=Tone.ATTENTION, actions=ways))
    if not ui.online:
        lines = [t("You can write. What you send leaves when the network is back.")]
        no_network = t("No network at the moment.")
        notices.append(notice(no_network, lines=lines, tone=Tone.ATTENTION, icon=ft.Icons.WIFI_OFF))
    return notices


def _follow_words(overview: Overview, t: Words) -> str:
    parts, waiting, on_their_way = [], overview.waiting, overview.on_their_way
    if waiting:
        parts.append(t.n("{count} request waits for you", "{count} requests wait for you", waiting))
    if overview.drafts:
        parts.append(t.n("{count} draft", "{count} drafts", overview.drafts))
    if on_their_way:
        parts.append(t.n("{count} request on its way", "{count} requests on their way", on_their_way))
    if overview.clock is not None:
        parts.append(clock_words(overview.clock, t))  # the decision was read, and the time goes on
    return t.list(parts) if parts else t("Nothing is on its way.")
