"""Devices of sound that play nothing: they keep what they get, or behave as bad ones do."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from services.errors import NoAudioDeviceError
from services.speech.sinks import BUFFER_MS


@dataclass
class RecordingSink:
    """A sink that keeps the sound; `marks` has what happened at which sample. Plays infinitely fast."""

    pcm: bytearray = field(default_factory=bytearray)
    marks: list[tuple[str, int]] = field(default_factory=list)
    rate: int = 0

    @property
    def samples(self) -> int:
        return len(self.pcm) // 2

    def open(self, rate: int) -> None:
        self.rate = rate
        self.marks.append(("open", self.samples))

    def write(self, pcm: bytes) -> None:
        self.pcm += pcm

    def finish(self) -> None:
        self.marks.append(("finish", self.samples))

    def abort(self) -> None:
        self.marks.append(("abort", self.samples))


class SteppedSink(RecordingSink):
    """A device that plays only as far as `play` lets it, so that time is the test's."""

    def __init__(self) -> None:
        super().__init__()
        self._change = threading.Condition()
        self._played = 0
        self.free = False

    def play(self, milliseconds: int) -> None:
        with self._change:
            self._played += self.rate * milliseconds // 1000
            self._change.notify_all()

    def run_free(self) -> None:
        with self._change:
            self.free = True
            self._change.notify_all()

    def wait_full(self, seconds: float = 10) -> None:
        """Until it has got all that it takes."""
        with self._change:
            assert self._change.wait_for(lambda: self._room() <= 0, seconds)

    def write(self, pcm: bytes) -> None:
        with self._change:
            assert self._change.wait_for(lambda: self.free or self._room() > 0, 10)
            super().write(pcm)
            self._change.notify_all()

    def _room(self) -> int:
        return self._played + self.rate * BUFFER_MS // 1000 - self.samples


class MissingSink(RecordingSink):
    def open(self, rate: int) -> None:
        raise NoAudioDeviceError


class UnpluggedSink(RecordingSink):
    """A sink that goes away while it plays, and is there again."""

    def __init__(self, after: int) -> None:
        super().__init__()
        self._after: int | None = after

    def write(self, pcm: bytes) -> None:
        if self._after is not None and self.samples >= self._after:
            self._after = None
            raise NoAudioDeviceError
        super().write(pcm)


class WatchedSink(RecordingSink):
    """A sink that tells each slice to a function."""

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self._told = told

    def write(self, pcm: bytes) -> None:
        super().write(pcm)
        self._told(self.samples)
