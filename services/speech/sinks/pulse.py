"""Sound through PulseAudio, or PipeWire in its place: what desktops with a sound server have.

The calls are those of `pulse/simple.h`. The server drops the stream when the process that holds it ends, so a
worker that was killed is quiet at once.
"""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_int, c_size_t, c_uint8, c_uint32, c_void_p

from services.errors import NoAudioDeviceError
from services.speech.sinks.interface import BUFFER_MS, SLICE_MS

_LIBRARY = "libpulse-simple.so.0"
_PLAYBACK = 1
_SAMPLE_S16LE = 3
_SERVER_CHOOSES = 0xFFFFFFFF


class _SampleSpec(ctypes.Structure):
    _fields_ = [("format", c_int), ("rate", c_uint32), ("channels", c_uint8)]


class _BufferAttributes(ctypes.Structure):
    _fields_ = [(name, c_uint32) for name in ("maxlength", "tlength", "prebuf", "minreq", "fragsize")]


class PulseSink:
    """A sink of PulseAudio. Raises `NoAudioDeviceError` when the library is missing."""

    def __init__(self) -> None:
        try:
            library = ctypes.CDLL(_LIBRARY)
        except OSError:
            raise NoAudioDeviceError from None
        library.pa_simple_new.restype = c_void_p
        library.pa_simple_new.argtypes = [
            *(c_char_p, c_char_p, c_int, c_char_p, c_char_p),
            *(c_void_p, c_void_p, c_void_p, c_void_p),
        ]
        library.pa_simple_write.argtypes = [c_void_p, c_char_p, c_size_t, c_void_p]
        for call in (library.pa_simple_drain, library.pa_simple_flush):
            call.argtypes = [c_void_p, c_void_p]
        library.pa_simple_free.argtypes = [c_void_p]
        library.pa_simple_free.restype = None
        self._library = library
        self._stream: int | None = None

    def open(self, rate: int) -> None:
        bytes_per_ms = rate * 2 / 1000
        spec = _SampleSpec(_SAMPLE_S16LE, rate, 1)
        buffering = _BufferAttributes(
            maxlength=_SERVER_CHOOSES,
            tlength=_whole_samples(BUFFER_MS * bytes_per_ms),
            prebuf=_whole_samples(SLICE_MS * bytes_per_ms),
            minreq=_whole_samples(SLICE_MS * bytes_per_ms),
            fragsize=_SERVER_CHOOSES,
        )
        self._stream = self._library.pa_simple_new(
            None, b"Qarib", _PLAYBACK, None, b"speech", byref(spec), None, byref(buffering), None
        )
        if not self._stream:
            raise NoAudioDeviceError

    def write(self, pcm: bytes) -> None:
        if self._library.pa_simple_write(self._stream, pcm, len(pcm), None) < 0:
            self.abort()
            raise NoAudioDeviceError

    def finish(self) -> None:
        if self._stream:
            self._library.pa_simple_drain(self._stream, None)
        self._free()

    def abort(self) -> None:
        if self._stream:
            self._library.pa_simple_flush(self._stream, None)
        self._free()

    def _free(self) -> None:
        if self._stream:
            self._library.pa_simple_free(self._stream)
        self._stream = None


def _whole_samples(size: float) -> int:
    return int(size) // 2 * 2
