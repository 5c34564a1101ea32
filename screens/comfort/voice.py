"""The app's own voice: whether it speaks, how fast, which one, and how that sounds."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words, problems
from screens.aloud import Passage
from screens.comfort.scale import beside
from screens.components import button, layout, text
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField
from screens.components.notice import Tone, notice
from screens.components.stepper import stepper
from screens.context import Handler, start, use_actions, use_engine, use_ui
from services.models.comfort import SPEECH_RATES, Comfort, Voice
from services.models.speech import EngineVoice

_FIRST = ""
"""The value of the engine's own choice."""


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
    if comfort.voice is not Voice.OFF and comfort.screen_reader:
        parts.append(text.body(t("With a screen reader, this voice is quiet.")))
    elif comfort.speaks:
        parts += [
            stepper(
                t("Speed of the voice"),
                t.percent(comfort.rate),
                (t("Slower"), change(rate=beside(SPEECH_RATES, comfort.rate, -1))),
                (t("Faster"), change(rate=beside(SPEECH_RATES, comfort.rate, 1))),
            ),
            _Engine(change),
        ]
    return parts


@ft.component
def _Engine(change: Callable[..., Handler]) -> ft.Control:
    """Show the choices of the engine, known only once it has started."""
    ui, actions, engine = use_ui(), use_actions(), use_engine()
    t, comfort = ui.words, ui.comfort
    parts: list[ft.Control] = []
    if engine.problem is not None:
        problem = problems.describe(engine.problem, t)
        parts.append(
            notice(problem.title, lines=[problem.text, problem.next_step], tone=Tone.ATTENTION, live=True)
        )
    if len(engine.voices) > 1:
        known = {voice.name for voice in engine.voices[1:]}
        parts.append(
            ChoiceField(
                FieldWords(t("Which voice")),
                _voices(engine.voices, t),
                comfort.voice_name if comfort.voice_name in known else _FIRST,
                lambda value: start(change(voice_name=value)),
            )
        )
    elif engine.voices and engine.voices[0].experimental:
        parts.append(text.secondary(_experimental(t)))

    def try_it(_: object) -> None:
        actions.voice.say([Passage(t("This is how Qarib speaks."))])

    parts.append(text.body(t("This is how Qarib speaks.")))
    parts.append(button.secondary(t("Try the voice"), try_it, icon=ft.Icons.VOLUME_UP))
    return layout.stack(parts, 20)


def _voices(voices: list[EngineVoice], t: Words) -> list[Choice]:
    """Return the choices of voice; the first is the engine's own.

    It stays so when a better one is installed.
    """
    genders = {"female": t("a woman’s voice"), "male": t("a man’s voice")}
    choices = []
    for number, voice in enumerate(voices, 1):
        helps = [genders.get(voice.gender, ""), t.isolate(voice.label)]
        if voice.experimental:
            helps.append(_experimental(t))
        value = _FIRST if number == 1 else voice.name
        choices.append(Choice(value, t("Voice {number}", number=number), " · ".join(filter(None, helps))))
    return choices


def _experimental(t: Words) -> str:
    return t("Experimental: nobody who speaks it has judged it yet.")
