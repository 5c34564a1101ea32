"""A person who goes by what the app's own voice says: each screen is heard, and only what is shown is said."""

from __future__ import annotations

import re
import time
from typing import Any

from playwright.sync_api import Locator, Page

from i18n.spoken import utterances
from tests.journeys.browser import PATIENCE, plain
from tests.journeys.hearing import Ear, Speech
from tests.journeys.person import Person

_FIRST = 6
"""A screen says its title within this many texts: above it is the place in a longer way."""
_PASSING = (
    "One moment…",
    "Fetching the list of services…",
    "Opening your draft…",
    "You are signed in.",
    "Reading {file}…",
    # How far sending is, until the answer takes their place.
    "Saved on this device",
    "Sending",
    "Sent",
    "Received by the agency",
)
"""Said while it was waited for, or once, and gone since."""


class Listening(Person):
    """The same steps as a `Person`; the voice reads by itself."""

    def __init__(self, page: Page, language: str, catalogue: dict[str, Any], ear: Ear) -> None:
        super().__init__(page, language, catalogue)
        self.ear = ear
        self.heard = 0
        """Speeches that were dealt with."""
        self.private: list[str] = []
        """Never to be said by itself (EN 301 549, 5.1.3.9)."""
        self._reads = False
        self._passing = [re.escape(plain(self.t(words, file="|"))).replace(r"\|", ".*") for words in _PASSING]

    def comforts(self, text_size: int = 100, contrast: str = "") -> None:
        """Turn the voice on, and hear the whole screen."""
        super().comforts(text_size, contrast)
        self.turns_voice_on("By itself")
        self._reads = True
        self.hears_screen(self.t("Display and voice"))

    def turns_voice_on(self, mode: str) -> None:
        """Turn the voice on, on the comfort screen."""
        self.choose(self.t("Voice"), self.t(mode))

    def heading(self, name: str, timeout: float = PATIENCE) -> Locator:
        found = super().heading(name, timeout)
        if self._reads:
            # A greeting bears the person's name, which is not said by itself.
            is_greeting = name == self.t("Hello, {name}", name="Amina")
            self.hears_screen(self.t("What would you like to do?") if is_greeting else name)
        return found

    def hears_screen(self, title: str) -> Speech:
        """Hear the screen by itself, from its title on.

        All that is said is shown, in the language of it.
        """
        speech = self.hears(title, within=_FIRST)
        self.has_listened()
        return speech

    def has_listened(self) -> None:
        """Count what was said so far as dealt with."""
        self.heard = len(self.ear.speeches())

    def hears(self, words: str, within: int | None = None) -> Speech:
        """Wait for a new speech with these words."""
        wanted, shown = plain(words), ""
        deadline = time.monotonic() + PATIENCE
        while True:
            shown += squeezed(self.all_words())
            new = self.ear.speeches()[self.heard :]
            if found := [each for each in new if wanted in " ".join(each.shown[:within])]:
                shown += squeezed(self.all_words())
                self.says_what_is_shown(found[-1], shown)
                return found[-1]
            assert time.monotonic() < deadline, (wanted, [each.text for each in new])
            self.page.wait_for_timeout(100)

    def says_what_is_shown(self, speech: Speech, shown: str = "") -> None:
        """Check that the speech is shown.

        `shown` are the letters of what the screen showed before, if anything.
        """
        shown += squeezed(self.all_words())
        for sentence in speech.shown:
            passed = any(re.fullmatch(words, sentence) for words in self._passing)
            assert passed or squeezed(sentence) in shown, (sentence, shown)
        own = [each.language for text in speech.shown for each in utterances(text, self.language)]
        assert speech.languages == own
        assert not any(words in speech.text for words in self.private), speech.text


def squeezed(text: str) -> str:
    """Keep letters and digits alone.

    The tree of the browser writes quotes and spaces its own way.
    """
    return "".join(re.findall(r"\w", plain(text)))
