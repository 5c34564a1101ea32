"""How a person wants the app: seen, heard, and led through. Kept for each profile."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

TEXT_SIZES = (100, 125, 150, 175, 200, 250, 300)
"""Sizes of text on offer, in per cent. 200 is what WCAG 1.4.4 asks; 300 is ours."""

SPEECH_RATES = (50, 75, 100, 125, 150, 200)
"""Rates of the app's own voice, in per cent of its usual rate."""


class Contrast(StrEnum):
    SYSTEM = "system"
    """The system's dark mode, high contrast and forced colours."""
    LIGHT = "light"
    DARK = "dark"
    HIGH_LIGHT = "high_light"
    HIGH_DARK = "high_dark"


class Voice(StrEnum):
    """The app's own voice. A screen reader is another: with it, this one is quiet."""

    OFF = "off"
    ON_REQUEST = "on_request"
    READING = "reading"
    """Each screen is read by itself when it comes."""


@dataclass(frozen=True, slots=True)
class Comfort:
    """`text_size` and `rate` are per cent; `voice_name` is a name of the engine, or empty for its own choice.

    `language` is that of the screens, empty where a profile has not chosen one.
    """

    text_size: int = 100
    contrast: Contrast = Contrast.SYSTEM
    voice: Voice = Voice.OFF
    rate: int = 100
    voice_name: str = ""
    screen_reader: bool = False
    simple: bool = False
    reduced_motion: bool = False
    shortcuts: bool = True
    language: str = ""

    @property
    def speaks(self) -> bool:
        """True if the app speaks itself: never beside a screen reader."""
        return self.voice is not Voice.OFF and not self.screen_reader
