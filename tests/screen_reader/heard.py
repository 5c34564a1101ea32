"""What the screen reader said, in order: the transcript that tests assert on."""

from __future__ import annotations

import re
import time
import unicodedata
from pathlib import Path

PATIENCE = 45.0
"""Seconds to wait for words: a screen reader and a headed browser share two cores with other tests."""
_POLL = 0.05
_EDGES = re.compile(r"[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\u200b\ufeff]")


def normal(text: str) -> str:
    """Normalise words as they are heard.

    No marks of direction, one space between words, one form of each letter.
    """
    return " ".join(_EDGES.sub("", unicodedata.normalize("NFKC", text)).split())


class NotHeardError(AssertionError):
    """Words that were to be spoken were not; `said` is what was spoken instead."""

    def __init__(self, words: str, said: list[str]) -> None:
        super().__init__(f"not heard: {words!r}\nspoken instead:\n" + "\n".join(f"  {line}" for line in said))
        self.words = words
        self.said = said


class Heard:
    """The utterances that the voice appended to `log`, one a line, as `language|text`.

    A mark is a number of utterances: what came after it is what a test asks about.
    """

    def __init__(self, log: Path) -> None:
        self._log = log

    def mark(self) -> int:
        """Now: what is spoken from here on."""
        return len(self._utterances())

    def since(self, mark: int = 0) -> list[str]:
        """Return every utterance after a mark, in order, normalised."""
        return self._utterances()[mark:]

    def count(self, words: str, since: int = 0) -> int:
        """Count how often these words were spoken."""
        return " ".join(self.since(since)).count(normal(words))

    def expect(self, *words: str, since: int = 0, within: float = PATIENCE) -> int:
        """Wait until these words were spoken, in this order.

        Several may be one utterance. Gives the mark behind the last of them. Raises `NotHeardError` after `within`
        seconds.
        """
        deadline = time.monotonic() + within
        while True:
            said = self.since(since)
            missing, behind = _in_order(words, said)
            if missing is None:
                return since + behind
            if time.monotonic() > deadline:
                raise NotHeardError(missing, said)
            time.sleep(_POLL)

    def expect_any(self, *choices: str, since: int = 0, within: float = PATIENCE) -> str:
        """Wait until one of several was spoken; return the first."""
        deadline = time.monotonic() + within
        while True:
            said = self.since(since)
            for line in said:
                for choice in choices:
                    if normal(choice) in line:
                        return choice
            if time.monotonic() > deadline:
                raise NotHeardError(" / ".join(choices), said)
            time.sleep(_POLL)

    def falls_silent(self, seconds: float = 1.5, within: float = PATIENCE) -> None:
        """Wait until nothing was spoken for `seconds`."""
        deadline = time.monotonic() + within
        count, quiet_since = self.mark(), time.monotonic()
        while time.monotonic() - quiet_since < seconds:
            if time.monotonic() > deadline:
                raise AssertionError(f"never silent for {seconds} s:\n" + "\n".join(self.since()[-20:]))
            time.sleep(_POLL)
            if self.mark() != count:
                count, quiet_since = self.mark(), time.monotonic()

    def _utterances(self) -> list[str]:
        text = self._log.read_text(encoding="utf-8", errors="replace")
        complete = text[: text.rfind("\n") + 1]
        return [normal(line.partition("|")[2]) for line in complete.splitlines() if "|" in line]


def _in_order(words: tuple[str, ...], said: list[str]) -> tuple[str | None, int]:
    """Return the first word that is missing, and the utterances used.

    The voice is given a sentence at a time, so words may go over the end of an utterance.
    """
    text, at = " ".join(said), 0
    for each in words:
        wanted = normal(each)
        found = text.find(wanted, at)
        if found < 0:
            return each, 0
        at = found + len(wanted)
    end = 0
    for number, line in enumerate(said, start=1):
        end += len(line) + 1
        if at < end:
            return None, number
    return None, len(said)
