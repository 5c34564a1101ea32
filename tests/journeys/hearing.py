"""What a person hears of the app's own voice, from the record of the speaker and of the device."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.journeys.browser import PATIENCE, plain
from tests.journeys.servers import App
from tests.speech.recording_worker import PACE, SOUND

SPEECH = "QARIB_TEST_SPEECH"
"""The variable that names the file in which `voiced_app` writes down what is said."""


@dataclass
class Speech:
    """What one `say` was given, and how it went. `end` is the name of its last event, empty before it."""

    shown: list[str]
    languages: list[str]
    events: list[dict[str, Any]] = field(default_factory=list)

    @property
    def end(self) -> str:
        names = [event["event"] for event in self.events]
        return next((name for name in names if name.startswith("Speech")), "")

    @property
    def heard(self) -> list[str]:
        """What was begun of it, in order."""
        return [
            self.shown[event["utterance"]] for event in self.events if event["event"] == "UtteranceStarted"
        ]

    @property
    def text(self) -> str:
        return " ".join(self.shown)


class Ear:
    """The record of speeches, and that of the sound."""

    def __init__(self, speech: Path, sound: Path) -> None:
        self._speech, self._sound = speech, sound

    def speeches(self) -> list[Speech]:
        found: dict[int, Speech] = {}
        early: dict[int, list[dict[str, Any]]] = {}
        for line in _lines(self._speech):
            if "say" in line:
                said = line["utterances"]
                languages = [each["language"] for each in said]
                number = line["say"]
                # The speaker's thread may have told the first event before the speech was written down.
                begun = early.pop(number, [])
                found[number] = Speech([plain(each["shown"]) for each in said], languages, begun)
            elif "speech" in line:
                number = line["speech"]
                (found[number].events if number in found else early.setdefault(number, [])).append(line)
        return list(found.values())

    def hears(self, text: str, after: int = 0, within: int | None = None) -> Speech:
        """Wait for a speech with these words, from the place `after` on.

        With `within` they have to be in that many of its first texts.
        """
        wanted = plain(text)

        def said(speech: Speech) -> str:
            return speech.text if within is None else " ".join(speech.shown[:within])

        deadline = time.monotonic() + PATIENCE
        while not (found := [each for each in self.speeches()[after:] if wanted in said(each)]):
            assert time.monotonic() < deadline, (wanted, [each.text for each in self.speeches()[after:]])
            time.sleep(0.05)
        return found[-1]

    def sounds(self) -> list[tuple[str, float, int]]:
        """Return the device's calls: name, monotonic time in seconds, bytes of sound."""
        return [(what, at, size) for what, at, size in _lines(self._sound)]

    def ends_cut_off(self) -> bool:
        """True if the device had to drop what it held.

        Waits for the end of what is being said. How much is heard after a stop, `bench/listen.py` says.
        """
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            last = ([what for what, _, _ in self.sounds()] or [""])[-1]
            if last in ("abort", "finish"):
                return bool(last == "abort")
            time.sleep(0.05)
        return False


def voiced(app: App, folder: Path) -> Ear:
    """Give the app a real engine and a recording device, before start."""
    speech, sound = folder / "speech.jsonl", folder / "sound.jsonl"
    app.arguments[0] = "tests.journeys.voiced_app"
    app.environment |= {SPEECH: str(speech), SOUND: str(sound), PACE: "1"}
    return Ear(speech, sound)


def _lines(record: Path) -> list[Any]:
    if not record.exists():
        return []
    whole = record.read_text(encoding="utf-8").rpartition("\n")[0]
    return [json.loads(line) for line in whole.splitlines()]
