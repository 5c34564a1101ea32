"""Where the sound goes on this device."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.errors import NoAudioDeviceError
from services.speech.sinks.alsa import AlsaSink
from services.speech.sinks.interface import BUFFER_MS, SLICE_MS, Sink
from services.speech.sinks.pulse import PulseSink

__all__ = ["BUFFER_MS", "SLICE_MS", "DeviceSink", "Sink"]


class DeviceSink:
    """The first sink that opens, searched for each time: headphones and sound servers come and go."""

    def __init__(self, kinds: Sequence[Callable[[], Sink]] = (PulseSink, AlsaSink)) -> None:
        self._kinds = kinds
        self._sink: Sink | None = None

    def open(self, rate: int) -> None:
        for kind in self._kinds:
            try:
                sink = kind()
                sink.open(rate)
            except NoAudioDeviceError:
                continue
            self._sink = sink
            return
        raise NoAudioDeviceError

    def write(self, pcm: bytes) -> None:
        if self._sink is None:
            raise NoAudioDeviceError
        self._sink.write(pcm)

    def finish(self) -> None:
        if self._sink is not None:
            self._sink.finish()
        self._sink = None

    def abort(self) -> None:
        if self._sink is not None:
            self._sink.abort()
        self._sink = None
