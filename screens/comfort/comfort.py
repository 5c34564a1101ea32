"""How the app is to be seen, heard and used. Each change is shown, and said, at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft

from i18n import LANGUAGES, Words
from screens import routes
from screens.comfort.scale import beside
from screens.comfort.voice import voice_part
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.frame import screen
from screens.components.stepper import stepper
from screens.context import Handler, start, use_actions, use_guard, use_ui
from services.models.comfort import TEXT_SIZES, Comfort, Contrast

_FLAGS = ("screen_reader", "simple", "reduced_motion", "shortcuts")


@ft.component
def ComfortScreen() -> ft.View:
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    t, comfort = ui.words, ui.comfort
    first_time = not ui.came_from and not ui.profile
    onwards = ui.came_from or (routes.HOME if ui.profile else routes.PROFILES)

    def change(**changed: Any) -> Handler:
        return guard(lambda: actions.preferences.change_comfort(replace(ui.comfort, **changed)))

    async def go_on() -> None:
        await actions.preferences.change_comfort(ui.comfort)
        actions.go(onwards)

    def show_keys() -> None:
        ui.helped_from = routes.COMFORT
        actions.go(routes.KEYBOARD)

    content: list[ft.Control] = [
        text.body(t("Choose what helps you. You see it at once.")),
        *([] if first_time else [_language(ui.language, guard(lambda: actions.go(routes.WELCOME)), t)]),
        _text_size(comfort, change, t),
        ChoiceField(
            FieldWords(t("Colours")),
            _contrasts(t),
            comfort.contrast.value,
            lambda value: start(change(contrast=Contrast(value))),
        ),
        *voice_part(comfort, change, t),
        SeveralField(
            FieldWords(t("Also")),
            _helps(t),
            [flag for flag in _FLAGS if getattr(comfort, flag)],
            lambda flags: start(change(**{flag: flag in flags for flag in _FLAGS})),
        ),
        text.secondary(t("Pictograms: {source}", source=t.ltr("OpenMoji, CC BY-SA 4.0"))),
        layout.row([button.link(t("Show the keys"), guard(show_keys), icon=ft.Icons.KEYBOARD_OUTLINED)]),
        button.primary(t("Continue"), guard(go_on)),
        text.secondary(t("You can change this from every screen.")),
    ]
    return screen(
        t("Display and voice"), content, first=first_time, back=routes.WELCOME if first_time else onwards
    )


def _language(language: str, change: Handler, t: Words) -> ft.Control:
    name = LANGUAGES[language].endonym
    return layout.row(
        [button.secondary(t("Language: {language}", language=name), change, icon=ft.Icons.LANGUAGE)]
    )


def _text_size(comfort: Comfort, change: Callable[..., Handler], t: Words) -> ft.Control:
    return stepper(
        t("Size of the text"),
        t.percent(comfort.text_size),
        (t("Smaller"), change(text_size=beside(TEXT_SIZES, comfort.text_size, -1))),
        (t("Larger"), change(text_size=beside(TEXT_SIZES, comfort.text_size, 1))),
    )


def _contrasts(t: Words) -> list[Choice]:
    return [
        Choice(Contrast.SYSTEM, t("As on this device")),
        Choice(Contrast.LIGHT, t("Light")),
        Choice(Contrast.DARK, t("Dark")),
        Choice(Contrast.HIGH_LIGHT, t("Strong contrast on white")),
        Choice(Contrast.HIGH_DARK, t("Strong contrast on black")),
    ]


def _helps(t: Words) -> list[Choice]:
    return [
        Choice(
            "screen_reader", t("I use a screen reader"), t("Qarib then speaks through it, not beside it.")
        ),
        Choice("simple", t("Simple mode"), t("One question at a time, with pictures.")),
        Choice("reduced_motion", t("Nothing moves")),
        Choice("shortcuts", t("Keyboard shortcuts")),
    ]
