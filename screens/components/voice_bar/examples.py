"""Examples of the bar of the voice."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens.components.example import Example, nothing
from screens.components.voice_bar.control import bar
from screens.state import Sentence, SpeechState
from services.errors import NoAudioDeviceError


def _saying(t: Words) -> ft.Control:
    shown = t("This is how Qarib speaks.")
    sentence = Sentence(shown, 0, len(shown.split()[0]))
    return bar(SpeechState(going=True, sentence=sentence, can_repeat=True), 12, nothing, nothing, t)


EXAMPLES = [
    Example("A word is being said", _saying),
    Example("It was said", lambda t: bar(SpeechState(can_repeat=True), 12, nothing, nothing, t)),
    Example(
        "It cannot be heard",
        lambda t: bar(SpeechState(problem=NoAudioDeviceError()), 12, nothing, nothing, t),
    ),
]
