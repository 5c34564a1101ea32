"""Android's own engine, through pyjnius 1.7.0. Not run on a device: what was run is this code over a stand-in.

There are no Java callbacks there: the engine is made with a null listener and asked whether it is speaking.
So it reports only utterances, never words. No process can be had either: a hung engine cannot be killed, only left.
"""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable
from typing import Any, Protocol

from services.errors import EngineFailedError, NoEngineError, SpeechError
from services.models.speech import EngineVoice
from services.speech.messages import Passage

START_TIMEOUT = 10.0
"""Seconds that the engine may take to be bound, and a passage to be begun."""

_LANGUAGES = ("ar", "fr", "en")
_POLL = 0.01


class TextToSpeech(Protocol):
    """What is used of `android.speech.tts.TextToSpeech`, in Python's types."""

    def voices(self) -> list[tuple[str, str]] | None:
        """Return name and language of each voice that needs no network.

        None until the engine is bound.
        """
        ...

    def speak(self, text: str, voice: str, rate: float) -> bool:
        """True if it was queued and replaced everything before."""
        ...

    def is_speaking(self) -> bool: ...

    def stop(self) -> None: ...


class AndroidEngine:
    """Android's engine. Raises `NoEngineError` when none is bound in `START_TIMEOUT`, or pyjnius is missing."""

    def __init__(
        self,
        engine: TextToSpeech | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._engine = engine or JavaTextToSpeech()
        self._clock = clock
        self._pause = pause
        if not self._comes_true(lambda: self._engine.voices() is not None, lambda: False):
            raise NoEngineError

    def problem(self) -> SpeechError | None:
        """Return None: every Android device can be heard."""
        return None

    def voices(self) -> tuple[EngineVoice, ...]:
        listed = self._engine.voices() or []
        return tuple(
            EngineVoice(name, spoken, name)
            for spoken in _LANGUAGES
            for name, language in sorted(listed)
            if language == spoken
        )

    def say(
        self,
        passage: Passage,
        voice: EngineVoice,
        rate: int,
        on_word: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> None:
        if stopped() or not passage.text.strip():
            return
        if not self._engine.speak(passage.text, voice.name, rate / 100):
            raise EngineFailedError
        # What was queued is not spoken at once: first wait for its beginning, then for its end.
        if not self._comes_true(self._engine.is_speaking, stopped):
            self._engine.stop()
            raise EngineFailedError
        while self._engine.is_speaking() and not stopped():
            self._pause(_POLL)
        if stopped():
            self._engine.stop()

    def settle(self, stopped: Callable[[], bool]) -> None:
        """Do nothing: each passage was heard before `say` returned."""

    def _comes_true(self, wanted: Callable[[], bool], stopped: Callable[[], bool]) -> bool:
        until = self._clock() + START_TIMEOUT
        while not (wanted() or stopped()):
            if self._clock() >= until:
                return False
            self._pause(_POLL)
        return True


class JavaTextToSpeech:
    """The engine itself. Only made on Android."""

    def __init__(self) -> None:
        try:
            jnius: Any = importlib.import_module("jnius")
        except ImportError:
            raise NoEngineError from None
        self._jnius = jnius
        self._kind = jnius.autoclass("android.speech.tts.TextToSpeech")
        self._string = jnius.autoclass("java.lang.String")
        # Flet names the class whose `mActivity` is the running activity.
        host = jnius.autoclass(os.environ["MAIN_ACTIVITY_HOST_CLASS_NAME"])
        self._engine = self._kind(host.mActivity, None)
        self._listed: dict[str, Any] = {}

    def voices(self) -> list[tuple[str, str]] | None:
        found = self._engine.getVoices()
        if found is None:
            return None
        self._listed = {
            voice.getName(): voice for voice in found.toArray() if not voice.isNetworkConnectionRequired()
        }
        return [(name, voice.getLocale().getLanguage()) for name, voice in self._listed.items()]

    def speak(self, text: str, voice: str, rate: float) -> bool:
        self._engine.setVoice(self._listed[voice])
        self._engine.setSpeechRate(rate)
        said = self._jnius.cast("java.lang.CharSequence", self._string(text))
        queued = self._engine.speak(said, self._kind.QUEUE_FLUSH, None, "qarib")
        return bool(queued == self._kind.SUCCESS)

    def is_speaking(self) -> bool:
        return bool(self._engine.isSpeaking())

    def stop(self) -> None:
        self._engine.stop()
