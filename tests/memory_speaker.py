"""A speaker that is heard in memory only, for tests of what speaks: what was said, in which order, how far."""

from __future__ import annotations

import itertools
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.errors import NoVoiceError, SpeechError
from services.models.speech import (
    EngineVoice,
    SpeakerReady,
    SpeechEvent,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    Utterance,
    UtteranceSkipped,
    UtteranceStarted,
    WordSaid,
)
from services.speech.interface import Listener, SpeakerState
from services.speech.wording import Wording

_WORD = re.compile(r"\S+")

VOICES = (
    EngineVoice("ar", "ar", "Arabic"),
    EngineVoice("fr", "fr", "French"),
    EngineVoice("en", "en", "English"),
    EngineVoice("kab", "kab", "Kabyle", experimental=True),
)


@dataclass(frozen=True, slots=True)
class Heard:
    """One speech as it was asked for. `end` is None while it is being said."""

    utterances: tuple[Utterance, ...]
    rate: int
    voice: str
    end: SpeechEvent | None = None


class InMemorySpeaker:
    """A `Speaker`. With `by_itself` each speech is said to its end at once, else word by word by `say_word`."""

    def __init__(
        self,
        voices: Sequence[EngineVoice] = VOICES,
        problem: SpeechError | None = None,
        by_itself: bool = True,
    ) -> None:
        self.heard: list[Heard] = []
        """Every speech, in order."""
        self.problem: SpeechError | None = None
        self._voices = tuple(voices)
        self._cause = problem
        self._by_itself = by_itself
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._listeners: list[Listener] = []
        self._rate = 100
        self._voice = ""
        self._number = 0
        self._last: tuple[Utterance, ...] = ()
        self._to_come: list[SpeechEvent] = []
        self._prepared = False
        self._closed = False

    @property
    def state(self) -> SpeakerState:
        if self._to_come:
            return SpeakerState.SPEAKING
        if self.problem is not None:
            return SpeakerState.SILENT
        return SpeakerState.IDLE if self._prepared else SpeakerState.ASLEEP

    def prepare(self) -> None:
        with self._lock:
            if not self._prepared and not self._closed:
                self._prepared = True
                self.problem = self._cause
                self._tell(SpeakerReady(self._cause))

    def say(self, utterances: Sequence[Utterance]) -> int:
        with self._lock:
            number = next(self._numbers)
            self._interrupt()
            if self._closed:
                return number
            self.prepare()
            self._last = tuple(utterances)
            self.heard.append(Heard(self._last, self._rate, self._voice))
            self._number = number
            self._to_come = self._course(number, utterances)
            while self._by_itself and self._to_come:
                self._next()
            return number

    def say_word(self) -> None:
        """Let the next word be said, or the end be reached."""
        with self._lock:
            while self._to_come:
                if isinstance(self._next(), WordSaid):
                    return

    def stop(self) -> None:
        with self._lock:
            self._interrupt()

    def repeat(self) -> int | None:
        return self.say(self._last) if self._last else None

    def forget(self) -> None:
        with self._lock:
            self._last = ()
            self._interrupt()

    def set_rate(self, percent: int) -> None:
        self._rate = percent

    def set_voice(self, name: str) -> None:
        self._voice = name

    def voices(self, language: str) -> list[EngineVoice]:
        return [voice for voice in self._voices if voice.language == language and self._prepared]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        with self._lock:
            self._interrupt()
            self._closed = True

    def _course(self, number: int, utterances: Sequence[Utterance]) -> list[SpeechEvent]:
        if self._cause is not None:
            return [SpeechFailed(number, self._cause)]
        events: list[SpeechEvent] = []
        for index, utterance in enumerate(utterances):
            if not self.voices(utterance.language):
                events.append(UtteranceSkipped(number, index, NoVoiceError(utterance.language)))
                continue
            events.append(UtteranceStarted(number, index))
            events += _words(number, index, utterance)
        if utterances and all(isinstance(event, UtteranceSkipped) for event in events):
            return [*events, SpeechFailed(number, NoVoiceError(utterances[0].language))]
        return [*events, SpeechFinished(number)]

    def _next(self) -> SpeechEvent:
        event = self._to_come.pop(0)
        if isinstance(event, SpeechFinished | SpeechFailed):
            self.problem = event.problem if isinstance(event, SpeechFailed) else None
            self._end(event)
        self._tell(event)
        return event

    def _interrupt(self) -> None:
        if self._to_come:
            self._to_come = []
            event = SpeechInterrupted(self._number)
            self._end(event)
            self._tell(event)

    def _end(self, event: SpeechEvent) -> None:
        last = self.heard[-1]
        self.heard[-1] = Heard(last.utterances, last.rate, last.voice, event)

    def _tell(self, event: SpeechEvent) -> None:
        for listener in tuple(self._listeners):
            listener(event)


def _words(number: int, index: int, utterance: Utterance) -> list[SpeechEvent]:
    wording = Wording(utterance)
    places = (wording.shown_word(match.start()) for match in _WORD.finditer(wording.said))
    words = (WordSaid(number, index, *place) for place in places if place is not None)
    return list(dict.fromkeys(words))
