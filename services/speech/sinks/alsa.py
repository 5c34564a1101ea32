"""Sound through ALSA: Linux without a sound server. The calls are those of `alsa/pcm.h`."""

from __future__ import annotations

import ctypes
from ctypes import byref, c_char_p, c_int, c_long, c_uint, c_ulong, c_void_p

from services.errors import NoAudioDeviceError
from services.speech.sinks.interface import BUFFER_MS

_LIBRARY = "libasound.so.2"
_DEVICE = b"default"
_PLAYBACK = 0
_FORMAT_S16_LE = 2
_ACCESS_RW_INTERLEAVED = 3
_RESAMPLE = 1
_BYTES_PER_FRAME = 2


class AlsaSink:
    """A sink of ALSA. Raises `NoAudioDeviceError` when the library is missing."""

    def __init__(self) -> None:
        try:
            library = ctypes.CDLL(_LIBRARY)
        except OSError:
            raise NoAudioDeviceError from None
        library.snd_pcm_open.argtypes = [c_void_p, c_char_p, c_int, c_int]
        library.snd_pcm_set_params.argtypes = [c_void_p, c_int, c_int, c_uint, c_uint, c_int, c_uint]
        library.snd_pcm_writei.argtypes = [c_void_p, c_char_p, c_ulong]
        library.snd_pcm_writei.restype = c_long
        library.snd_pcm_recover.argtypes = [c_void_p, c_int, c_int]
        for call in (library.snd_pcm_drain, library.snd_pcm_drop, library.snd_pcm_close):
            call.argtypes = [c_void_p]
        self._library = library
        self._device: c_void_p | None = None

    def open(self, rate: int) -> None:
        device = c_void_p()
        if self._library.snd_pcm_open(byref(device), _DEVICE, _PLAYBACK, 0) < 0:
            raise NoAudioDeviceError
        self._device = device
        refused = self._library.snd_pcm_set_params(
            device, _FORMAT_S16_LE, _ACCESS_RW_INTERLEAVED, 1, rate, _RESAMPLE, BUFFER_MS * 1000
        )
        if refused < 0:
            self._close()
            raise NoAudioDeviceError

    def write(self, pcm: bytes) -> None:
        left = pcm
        while left:
            taken = self._library.snd_pcm_writei(self._device, left, len(left) // _BYTES_PER_FRAME)
            # An underrun or a suspended machine can be recovered from, an unplugged device cannot.
            if taken < 0 and self._library.snd_pcm_recover(self._device, taken, 1) < 0:
                self._close()
                raise NoAudioDeviceError
            left = left[max(taken, 0) * _BYTES_PER_FRAME :]

    def finish(self) -> None:
        if self._device:
            self._library.snd_pcm_drain(self._device)
        self._close()

    def abort(self) -> None:
        if self._device:
            self._library.snd_pcm_drop(self._device)
        self._close()

    def _close(self) -> None:
        if self._device:
            self._library.snd_pcm_close(self._device)
        self._device = None
