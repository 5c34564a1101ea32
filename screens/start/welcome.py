"""The first screen: the language, each written in its own script. It needs no word to be understood."""

from __future__ import annotations

import flet as ft

from i18n import LANGUAGES
from i18n.languages import Language
from screens import routes
from screens.components import text
from screens.components.frame import screen
from screens.components.tile import tile
from screens.context import use_actions, use_guard, use_ui


@ft.component
def Welcome() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t = ui.words

    onwards = ui.came_from or (routes.HOME if ui.profile else routes.PROFILES)
    if not ui.comfort_asked:
        onwards = routes.COMFORT

    async def choose(language: str) -> None:
        await actions.preferences.choose_language(language)
        actions.go(onwards)

    def chooser(item: Language) -> ft.Control:
        is_chosen = ui.chosen and item.code == ui.language
        said = [t("Chosen")] if is_chosen else []
        if item.fallbacks:
            # Kabyle has few words so far: a person learns it before choosing it.
            said.append(t("A few words in Kabyle, the rest in French"))
        return tile(
            item.endonym,
            guard(lambda: choose(item.code)),
            icon=ft.Icons.CHECK if is_chosen else ft.Icons.LANGUAGE,
            sub=". ".join(said),
            key=item.code,
        )

    introduction = [] if ui.chosen else [text.body(t("Your social-security requests, from home."))]
    return screen(
        t("Choose your language"),
        [*introduction, *(chooser(item) for item in LANGUAGES.values())],
        header=ui.chosen,
        first=True,
        back=onwards if ui.chosen else None,
    )
