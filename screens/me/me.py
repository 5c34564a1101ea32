"""The person's own place: who they are to the fund, their profile and its lock, display and voice, the way out."""

from __future__ import annotations

import flet as ft

from screens import routes
from screens.aloud import when_asked
from screens.components import button, layout, text
from screens.components.frame import screen
from screens.components.tile import tile
from screens.context import Handler, use_actions, use_guard, use_ui


@ft.component
def MeScreen() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, simple = ui.words, ui.comfort.simple

    def to(route: str) -> Handler:
        return guard(lambda: actions.go(route))

    def display() -> None:
        ui.came_from = routes.ME
        actions.go(routes.COMFORT)

    def way(label: str, sub: str, on_click: Handler) -> ft.Control:
        return tile(label, on_click, sub="" if simple else sub)

    content: list[ft.Control] = []
    if ui.person is not None:
        name = f"{t.text(ui.person.first_name)} {t.text(ui.person.last_name)}"
        number = [text.secondary(t("Social security number")), text.body(t.ltr(ui.person.number))]
        content.append(when_asked(layout.card(layout.merged([text.strong(name), *number]), soft=True)))
    if not ui.signed_in:
        content.append(way(t("Sign in"), t("To send requests and read the answers."), to(routes.SIGN_IN)))
    content += [
        way(
            t("My profile and its lock"),
            t("Name, lock, recovery code, my data as one file"),
            to(routes.PROFILE),
        ),
        way(t("Display and voice"), t("Size of the text, colours, voice, language"), guard(display)),
        way(
            t("Another person"),
            t("Close this profile, and choose who uses Qarib."),
            guard(actions.profiles.close),
        ),
    ]
    if ui.signed_in:
        content.append(button.link(t("Sign out"), guard(actions.sign_in.sign_out), icon=ft.Icons.LOGOUT))
    return screen(t("Me"), content)
