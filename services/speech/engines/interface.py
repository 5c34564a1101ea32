"""What every engine is to the worker. An engine lives on one thread, which it may block; it plays its sound."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from services.errors import SpeechError
from services.models.speech import EngineVoice
from services.speech.messages import SpokenText


class Engine(Protocol):
    def problem(self) -> SpeechError | None:
        """Return what would keep it from being heard now, or None."""
        ...

    def voices(self) -> tuple[EngineVoice, ...]:
        """Return the voices for our languages, each language's best first."""
        ...

    def say(
        self,
        passage: SpokenText,
        voice: EngineVoice,
        rate: int,
        on_word: Callable[[int], None],
        stopped: Callable[[], bool],
    ) -> None:
        """Say a passage at `rate` per cent of the usual.

        Return when its sound was taken, or when stopped. `on_word` gets the offset of each word, in characters, when
        it is heard. `stopped` is asked at least every 10 ms of audio; once it is true no more sound leaves the
        engine. Raises `SpeechError`.
        """
        ...

    def settle(self, stopped: Callable[[], bool]) -> None:
        """Wait until all is heard, or drop it; release the device.

        To be called after the last passage.
        """
        ...
