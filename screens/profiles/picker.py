"""Who uses this device: one profile a person, each with a key of its own. Only names show."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.aloud import when_asked
from screens.components import button, text
from screens.components.frame import not_shown, screen
from screens.components.tile import tile
from screens.context import use_actions, use_changes, use_guard, use_loaded, use_ui
from services.models.person import Profile


@ft.component
def ProfilesScreen() -> ft.View:
    ui, actions, guard, changes = use_ui(), use_actions(), use_guard(), use_changes()
    t = ui.words
    loaded = use_loaded(actions.profiles.all, [changes.profiles])

    async def choose(profile: Profile) -> None:
        if ui.profile is not None and ui.profile.id == profile.id:
            actions.go(routes.HOME)
        elif not profile.name:
            actions.go(routes.recover(profile.id))
        elif profile.lock != "none":
            actions.go(routes.unlock(profile.id))
        else:
            await actions.profiles.open(profile.id)
            actions.go(routes.HOME)

    content: list[ft.Control]
    if loaded.value is None:
        content = not_shown(loaded, t("One moment…"))
    elif loaded.value:
        content = [
            *(
                when_asked(
                    tile(
                        profile.name or _unnamed(profile, t),
                        guard(lambda profile=profile: choose(profile)),
                        sub=_state(profile, t),
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


def _unnamed(profile: Profile, t: Words) -> str:
    return t("A damaged profile") if profile.damaged else t("A profile whose name is lost")


def _state(profile: Profile, t: Words) -> str:
    if profile.damaged:
        return t("Its files are damaged or missing. Nothing was deleted.")
    if not profile.name:
        return t("The recovery code may open it.")
    return {"pin": t("Opens with a PIN"), "passphrase": t("Opens with a passphrase")}.get(profile.lock, "")
