"""What the app knows of its own voice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from services.errors import SpeechError
from services.models.speech import EngineVoice, SpeechEvent, Utterance

Listener = Callable[[SpeechEvent], None]


class SpeakerState(StrEnum):
    ASLEEP = "asleep"
    """Nothing was asked of it yet: no engine runs."""
    STARTING = "starting"
    IDLE = "idle"
    SPEAKING = "speaking"
    SILENT = "silent"
    """A speaker that cannot be heard: `problem` says why. It is tried again with the next thing said."""


class Speaker(Protocol):
    """No call blocks, and each may come from any thread, an event loop's too."""

    @property
    def state(self) -> SpeakerState: ...

    @property
    def problem(self) -> SpeechError | None:
        """The reason why the last speech was not heard, or None.

        None also when none was tried.
        """
        ...

    def prepare(self) -> None:
        """Start the engine, so that the first word is not waited for.

        `SpeakerReady` follows.
        """
        ...

    def say(self, utterances: Sequence[Utterance]) -> int:
        """Say these instead of what is being said.

        Returns the number of this speech, which its events carry.
        """
        ...

    def stop(self) -> None:
        """Be quiet.

        Does not wait for the engine; `SpeechInterrupted` follows if something was being said.
        """
        ...

    def repeat(self) -> int | None:
        """Say the last utterances again, from the beginning.

        None when nothing was said yet.
        """
        ...

    def forget(self) -> None:
        """Be quiet and forget what was said, so `repeat` does nothing."""
        ...

    def set_rate(self, percent: int) -> None:
        """Set the rate, in per cent of the usual, for later speeches."""
        ...

    def set_voice(self, name: str) -> None:
        """Choose a voice by `EngineVoice.name` for the language it speaks.

        From the next `say` on; empty is the engine's choice.
        """
        ...

    def voices(self, language: str) -> list[EngineVoice]:
        """Return the voices, best first; empty until `SpeakerReady` or without any."""
        ...

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call the listener with each event, in order.

        On the speaker's own thread: it must not block, nor raise. The answer ends the subscription.
        """
        ...

    def close(self) -> None:
        """Be quiet for good and let the engine go.

        What is said later is not heard, and tells no events.
        """
        ...
