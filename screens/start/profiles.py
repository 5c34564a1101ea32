"""Who uses this device: one profile a person, each with a key of its own."""

from __future__ import annotations

import flet as ft

from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.caption import FieldWords
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.spot import spot
from screens.components.text_field import TextField
from screens.components.tile import tile
from screens.context import (
    use_actions,
    use_box,
    use_changes,
    use_guard,
    use_loaded,
    use_words,
)
from screens.correction import use_correction


@ft.component
def Profiles() -> ft.View:
    t, actions, guard, changes = use_words(), use_actions(), use_guard(), use_changes()
    loaded = use_loaded(actions.profiles.all, [changes.profiles])

    async def open_profile(profile_id: str) -> None:
        await actions.profiles.open(profile_id)
        actions.go(routes.HOME)

    content: list[ft.Control]
    if loaded.value is None:
        content = not_shown(loaded, t("One moment…"))
    elif loaded.value:
        content = [
            *(
                when_asked(
                    tile(
                        profile.name,
                        guard(lambda profile=profile: open_profile(profile.id)),
                        icon=ft.Icons.PERSON_OUTLINE,
                        key=profile.id,
                    )
                )
                for profile in loaded.value
            ),
            button.secondary(
                t("Add a person"), guard(lambda: actions.go(routes.NEW_PROFILE)), icon=ft.Icons.PERSON_ADD_ALT
            ),
        ]
    else:
        content = [
            text.body(t("Qarib keeps what you write on this device, encrypted.")),
            text.body(t("Several people can share this device. Each has a separate profile.")),
            button.primary(t("Create my profile"), guard(lambda: actions.go(routes.NEW_PROFILE))),
        ]
    title = t("Who is using Qarib?") if loaded.value else t("Welcome to Qarib")
    return screen(title, content, first=True)


@ft.component
def NewProfile() -> ft.View:
    t, actions, guard = use_words(), use_actions(), use_guard()
    name = use_box("")
    error, set_error = use_correction("name")

    def typed(value: str) -> None:
        name.value = value

    async def create() -> None:
        if not name.value.strip():
            set_error(t("Enter a name for this profile. For example: Amina."))
            return
        await actions.profiles.create(name.value.strip())
        actions.go(routes.HOME)

    return screen(
        t("Create a profile"),
        [
            spot(
                TextField(
                    FieldWords(
                        t("Name of the profile"), t("It is the only thing others see on this device."), error
                    ),
                    "",
                    typed,
                    on_submit=guard(create),
                ),
                "name",
            ),
            notice(
                t("This profile opens without a code."),
                lines=[
                    t("Anyone who holds this device can open it. What it keeps is encrypted all the same.")
                ],
                tone=Tone.ATTENTION,
            ),
            button.primary(t("Create the profile"), guard(create)),
        ],
        back=routes.PROFILES,
    )
