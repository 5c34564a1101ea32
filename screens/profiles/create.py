"""A new profile: its name, its lock, and the recovery code that comes with a lock."""

from __future__ import annotations

import flet as ft

from screens import routes
from screens.components import button
from screens.components.caption import FieldWords
from screens.components.error_summary import WrongField
from screens.components.frame import screen
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.context import use_actions, use_box, use_guard, use_ui, use_value
from screens.corrections import use_corrections
from screens.profiles.code import ShowCode
from screens.profiles.lock_part import NONE, LockPart, use_lock_choice

_NAME = "name"


@ft.component
def NewProfile() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words
    name, choice, corrections = use_box(""), use_lock_choice(NONE), use_corrections()
    code, set_code = use_value("")

    async def create() -> None:
        wrong = choice.wrong(actions, t)
        if not name.value.strip():
            advice = t("Enter a name for this profile. For example: Amina.")
            wrong = [WrongField(_NAME, t("Name of the profile"), advice), *wrong]
        corrections.tell(wrong)
        if wrong:
            return
        written = await actions.profiles.create(name.value.strip(), choice.lock())
        if written:
            set_code(written)
        else:
            actions.go(routes.HOME)

    if code:
        shown: ft.View = ShowCode(code)
        return shown
    label, help_ = t("Name of the profile"), t("It is the only thing others see on this device.")
    return screen(
        t("Create a profile"),
        [
            *corrections.summary,
            spot(
                TextField(
                    FieldWords(label, help_, corrections.of(_NAME)), "", name.keep, on_submit=guard(create)
                ),
                _NAME,
            ),
            LockPart(choice, corrections),
            button.primary(t("Create the profile"), guard(create)),
        ],
        back=routes.PROFILES,
    )
