"""The engine of a device that has none: it says nothing, and says why."""

from __future__ import annotations

from collections.abc import Callable

from services.errors import SpeechError
from services.models.speech import EngineVoice
from services.speech.messages import SpokenText


class SilentEngine:
    def __init__(self, problem: SpeechError) -> None:
        self._problem = problem

    def problem(self) -> SpeechError:
        return self._problem

    def voices(self) -> tuple[EngineVoice, ...]:
        return ()

    def say(
        self,
        passage: SpokenText,
        voice: EngineVoice,
        rate: int,
        on_word: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> None:
        raise self._problem

    def settle(self, stopped: Callable[[], bool]) -> None:
        raise self._problem
