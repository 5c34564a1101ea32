"""Home: what waits for the person first, then what they can do, then what is on its way."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.pictogram import pictogram
from screens.components.tile import tile
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_ui
from screens.ports import RequestRow
from screens.requests.row import state_of
from services.models.case import CaseState


@ft.component
def Home() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    loaded = use_loaded(actions.requests.all, [changes.requests, changes.cases, changes.drafts])
    rows = loaded.value or []
    drafts = [row for row in rows if row.is_draft]
    waiting_for_person = [row for row in rows if state_of(row, t).needs_person]
    on_their_way = [row for row in rows if not row.is_draft and not _decided(row)]

    async def sign_out() -> None:
        await actions.sign_in.sign_out()

    def call(row: RequestRow) -> ft.Control:
        state = state_of(row, t)
        waiting = notice(
            state.words,
            lines=[t.text(row.service.name)] if row.service else [],
            tone=Tone.ATTENTION,
            actions=[button.secondary(t("Open"), guard(lambda: actions.go(routes.request(row.id))))],
        )
        return when_asked(waiting)

    name = t.text(ui.person.first_name) if ui.person else (ui.profile.name if ui.profile else "")
    content: list[ft.Control] = [call(row) for row in waiting_for_person]
    if ui.profile and ui.profile.lock != "none" and not ui.lock_settings.code_noted:
        content.append(
            notice(
                t("Note a recovery code."),
                lines=[t("Without it, a forgotten PIN or passphrase costs you your drafts.")],
                tone=Tone.ATTENTION,
                actions=[
                    button.secondary(
                        t("Make a recovery code"), guard(lambda: actions.go(routes.RECOVERY_CODE))
                    )
                ],
            )
        )
    if not ui.online:
        content.append(
            notice(
                t("No network at the moment."),
                lines=[t("You can write. What you send leaves when the network is back.")],
                tone=Tone.ATTENTION,
                icon=ft.Icons.WIFI_OFF,
            )
        )
    simple = ui.comfort.simple
    if not simple:
        content.append(text.heading(t("What would you like to do?"), 2))
    content.append(
        tile(
            t("Make a request"),
            guard(lambda: actions.go(routes.SERVICES)),
            sub="" if simple else t("Card, allowance, reimbursement, equipment…"),
            icon=ft.Icons.EDIT_NOTE,
            picture=pictogram("write") if simple else None,
        )
    )
    content.append(
        tile(
            t("Follow my requests"),
            guard(lambda: actions.go(routes.REQUESTS)),
            sub=_follow_words(len(drafts), len(on_their_way), t, loaded.value is None),
            icon=ft.Icons.TIMELINE,
            picture=pictogram("clock") if simple else None,
        )
    )
    if not ui.signed_in:
        content.append(
            tile(
                t("Sign in"),
                guard(lambda: actions.go(routes.SIGN_IN)),
                sub="" if simple else t("To send requests and read the answers."),
                icon=ft.Icons.LOGIN,
                picture=pictogram("me") if simple else None,
            )
        )
    account: list[ft.Control] = [
        button.link(
            t("My profile and its lock"), guard(lambda: actions.go(routes.PROFILE)), icon=ft.Icons.TUNE
        ),
        button.link(t("Close this profile"), guard(actions.profiles.close), icon=ft.Icons.LOCK_OUTLINE),
    ]
    if ui.signed_in:
        account.append(button.link(t("Sign out"), guard(sign_out), icon=ft.Icons.LOGOUT))
    content.append(layout.row(account))
    greeting = t("Hello, {name}", name=name) if name else t("Hello")
    return screen(greeting, content, personal_title=bool(name))


def _decided(row: RequestRow) -> bool:
    return row.case is not None and row.case.state is CaseState.DECIDED


def _follow_words(drafts: int, on_their_way: int, t: Words, loading: bool) -> str:
    if loading:
        return ""
    parts = []
    if drafts:
        parts.append(t.n("{count} draft", "{count} drafts", drafts))
    if on_their_way:
        parts.append(t.n("{count} request on its way", "{count} requests on their way", on_their_way))
    return t.list(parts) if parts else t("Nothing is on its way.")
