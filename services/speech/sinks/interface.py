"""Where an engine's sound goes: 16-bit little-endian mono PCM, in slices so small that stopping is heard at once."""

from __future__ import annotations

from typing import Protocol

SLICE_MS = 10
"""Sound is handed over in slices of this length; between two of them the engine asks whether to stop."""

BUFFER_MS = 40
"""The most that a device is given ahead. With a slice on its way, at most 50 ms are heard after a stop, even
where the device cannot drop what it has."""


class Sink(Protocol):
    def open(self, rate: int) -> None:
        """Take the device, at `rate` samples a second. Raises `NoAudioDeviceError`."""
        ...

    def write(self, pcm: bytes) -> None:
        """Hand over a slice; blocks until the device has room.

        Raises `NoAudioDeviceError` if it went away.
        """
        ...

    def finish(self) -> None:
        """Block until all is heard, and let the device go."""
        ...

    def abort(self) -> None:
        """Drop what is not heard yet, and let the device go."""
        ...
