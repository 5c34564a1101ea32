"""The worker's side of speaking: one engine, the newest speech, and a stop that is seen between two sounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence

from services.errors import NoEngineError, NoVoiceError, SpeechError
from services.models.speech import EngineVoice
from services.speech.engines.interface import Engine
from services.speech.messages import (
    Alive,
    Begun,
    Broken,
    Command,
    Quiet,
    Ready,
    Report,
    Said,
    Say,
    SpokenText,
    Unvoiced,
    Uttering,
    WordAt,
)

ALIVE_EVERY = 0.25
"""Seconds between two signs of life of a busy engine."""


class EngineLoop:
    """`receive` is called on one thread and never blocks; `run` keeps the engine's thread until `close`."""

    def __init__(
        self, engine: Engine, report: Callable[[Report], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._engine = engine
        self._report = report
        self._clock = clock
        self._voices: tuple[EngineVoice, ...] = ()
        self._change = threading.Condition()
        self._wanted: Say | None = None
        self._asked = False
        """A command waits for the engine's thread."""
        self._closed = False
        self._alive_at = 0.0

    def receive(self, command: Command) -> None:
        """Take a command; it replaces earlier ones."""
        with self._change:
            self._wanted = command if isinstance(command, Say) else None
            self._asked = True
            self._change.notify()

    def close(self) -> None:
        with self._change:
            self._closed = True
            self._wanted = None
            self._change.notify()

    def run(self) -> None:
        self._voices = self._engine.voices()
        self._report(Ready(self._voices, self._engine.problem()))
        while True:
            with self._change:
                self._change.wait_for(lambda: self._asked or self._closed)
                if self._closed:
                    return
                self._asked = False
                say = self._wanted
            if say is None:
                self._report(Quiet())
            else:
                self._perform(say)

    def _perform(self, say: Say) -> None:
        self._report(Begun(say.speech))
        if not self._voices:
            self._report(Broken(say.speech, self._engine.problem() or NoEngineError()))
            return
        try:
            spoken = [self._utter(say, index, passage) for index, passage in enumerate(say.passages)]
            self._engine.settle(lambda: self._stopped(say))
        except SpeechError as problem:
            self._report(Broken(say.speech, problem))
            return
        if self._stopped(say):
            return
        if say.passages and not any(spoken):
            self._report(Broken(say.speech, NoVoiceError(say.passages[0].language)))
        else:
            self._report(Said(say.speech))

    def _utter(self, say: Say, index: int, passage: SpokenText) -> bool:
        if self._stopped(say):
            return False
        voice = choose(self._voices, passage.language, say.voice)
        if voice is None:
            self._report(Unvoiced(say.speech, index))
            return False
        self._report(Uttering(say.speech, index))
        self._engine.say(
            passage,
            voice,
            say.rate,
            lambda position: self._report(WordAt(say.speech, index, position)),
            lambda: self._stopped(say),
        )
        return True

    def _stopped(self, say: Say) -> bool:
        """True if something else is to be said.

        As the engine asks, it shows that it is not hung.
        """
        now = self._clock()
        if now >= self._alive_at:
            self._alive_at = now + ALIVE_EVERY
            self._report(Alive())
        return self._wanted is not say


def choose(voices: Sequence[EngineVoice], language: str, name: str) -> EngineVoice | None:
    """Return the named voice if it speaks the language, else another.

    The other is the first that does.
    """
    able = [voice for voice in voices if voice.language == language]
    return next((voice for voice in able if voice.name == name), able[0] if able else None)
