"""Hearing what a speaker tells, and keeping it."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from services.models.speech import (
    Piece,
    SpeechEvent,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    Utterance,
)
from services.speech import Speaker

Event = TypeVar("Event")
ENDS = (SpeechFinished, SpeechInterrupted, SpeechFailed)
TIMEOUT = 20.0
"""Seconds after which a test gives up; no speech takes that long."""


def plain(text: str, language: str = "fr") -> Utterance:
    """Said as it is shown."""
    return Utterance(text, (Piece(text, 0, len(text)),), language)


class Ear:
    """The events of a speaker, kept and waited for."""

    def __init__(self, speaker: Speaker) -> None:
        self.events: list[SpeechEvent] = []
        self._change = threading.Condition()
        self.leave = speaker.subscribe(self._hear)

    def _hear(self, event: SpeechEvent) -> None:
        with self._change:
            self.events.append(event)
            self._change.notify_all()

    def of(self, speech: int) -> list[SpeechEvent]:
        return [event for event in self.events if getattr(event, "speech", None) == speech]

    def wait(self, kind: type[Event], wanted: Callable[[Event], bool] = lambda _event: True) -> Event:
        found: Event = self._wait(lambda event: isinstance(event, kind) and wanted(event), kind.__name__)
        return found

    def wait_end(self, speech: int) -> SpeechFinished | SpeechInterrupted | SpeechFailed:
        end: SpeechFinished | SpeechInterrupted | SpeechFailed = self._wait(
            lambda event: isinstance(event, ENDS) and event.speech == speech, f"end of {speech}"
        )
        return end

    def _wait(self, wanted: Callable[[Any], bool], name: str) -> Any:
        with self._change:
            self._change.wait_for(lambda: any(map(wanted, self.events)), TIMEOUT)
            found = [event for event in self.events if wanted(event)]
            assert found, f"no {name} in {self.events}"
            return found[0]


class RecordedSpeaker:
    """A speaker around another that writes down, a JSON value a line, what was said and how it went.

    `{"say": number, "utterances": [{"shown", "said", "language"}]}`, then events by their class:
    `{"event": "WordSaid", "speech": …}`; the order of the lines is the order of things.
    """

    def __init__(self, speaker: Speaker, record: Path) -> None:
        self._speaker = speaker
        self._record = record
        self._writing = threading.Lock()
        speaker.subscribe(self._event)

    def say(self, utterances: Sequence[Utterance]) -> int:
        number = self._speaker.say(utterances)
        shown = [
            {
                "shown": utterance.shown,
                "said": " ".join(piece.said for piece in utterance.pieces),
                "language": utterance.language,
            }
            for utterance in utterances
        ]
        self._write({"say": number, "utterances": shown})
        return number

    def __getattr__(self, name: str) -> object:
        return getattr(self._speaker, name)

    def _event(self, event: SpeechEvent) -> None:
        details = {name: getattr(event, name) for name in event.__slots__ if name != "problem"}
        problem = getattr(event, "problem", None)
        extra = {"problem": type(problem).__name__} if problem is not None else {}
        self._write({"event": type(event).__name__, **details, **extra})

    def _write(self, value: dict[str, object]) -> None:
        with self._writing, self._record.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(value, ensure_ascii=False) + "\n")
