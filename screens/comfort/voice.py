"""The app's own voice: whether it speaks, and how fast."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from screens.comfort.scale import beside
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField
from screens.components.stepper import stepper
from screens.context import Handler, start
from services.models.comfort import SPEECH_RATES, Comfort, Voice


def voice_part(comfort: Comfort, change: Callable[..., Handler], t: Words) -> list[ft.Control]:
    parts: list[ft.Control] = [
        ChoiceField(
            FieldWords(t("Voice")),
            [
                Choice(Voice.OFF, t("No voice")),
                Choice(Voice.ON_REQUEST, t("When I ask"), t("A Listen button stands on each screen.")),
                Choice(Voice.READING, t("By itself"), t("Each screen is read aloud when it opens.")),
            ],
            comfort.voice.value,
            lambda value: start(change(voice=Voice(value))),
        )
    ]
    if comfort.voice is not Voice.OFF:
        parts.append(
            stepper(
                t("Speed of the voice"),
                t.percent(comfort.rate),
                (t("Slower"), change(rate=beside(SPEECH_RATES, comfort.rate, -1))),
                (t("Faster"), change(rate=beside(SPEECH_RATES, comfort.rate, 1))),
            )
        )
    return parts
