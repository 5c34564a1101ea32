"""libespeak-ng by ctypes: the few calls of `espeak-ng/speak_lib.h` that speaking needs.

Nothing is loaded when this module is imported, so that it can be on any device.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from ctypes import POINTER, c_char_p, c_int, c_short, c_size_t, c_ubyte, c_uint, c_void_p
from dataclasses import dataclass
from typing import Any

from services.errors import EngineFailedError, NoEngineError

LIBRARY = "libespeak-ng.so.1"

_OUTPUT_SYNCHRONOUS = 2
_DO_NOT_EXIT = 0x8000
_BUFFER_MS = 20
_CHARACTERS = 1
_UTF8 = 1
_PHONEMES = 0x100
_RATE_PARAMETER = 1
_EVENT_END = 0
_EVENT_WORD = 1


class _Event(ctypes.Structure):
    _fields_ = [
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", c_void_p),
    ]


class _Voice(ctypes.Structure):
    _fields_ = [
        ("name", c_char_p),
        ("languages", c_void_p),
        ("identifier", c_char_p),
        ("gender", c_ubyte),
        ("age", c_ubyte),
        ("variant", c_ubyte),
        ("unused", c_ubyte),
        ("score", c_int),
        ("spare", c_void_p),
    ]


_Callback = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(_Event))


@dataclass(frozen=True, slots=True)
class ListedVoice:
    """`languages` in the voice's order, each with its priority: lower is better."""

    label: str
    identifier: str
    languages: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class WordEvent:
    """A word begins at `sample` of the sound; `position` is its offset in characters of the text."""

    sample: int
    position: int


class EspeakLibrary:
    """The library once loaded. It is one per process and is not to be shared by threads."""

    def __init__(self, name: str = LIBRARY) -> None:
        """Load the library.

        Raises `NoEngineError` when the library or its data is missing.
        """
        try:
            self._library = ctypes.CDLL(name)
        except OSError:
            raise NoEngineError from None
        self._library.espeak_ListVoices.restype = POINTER(POINTER(_Voice))
        self._library.espeak_Synth.argtypes = [
            *(c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint, c_void_p, c_void_p)
        ]
        self.rate: int = self._library.espeak_Initialize(_OUTPUT_SYNCHRONOUS, _BUFFER_MS, None, _DO_NOT_EXIT)
        """Samples a second."""
        if self.rate <= 0:
            raise NoEngineError
        # Kept in an attribute: ctypes does not keep it alive for the library.
        self._callback = _Callback(self._on_sound)
        self._library.espeak_SetSynthCallback(self._callback)
        self._take: Callable[[bytes, list[WordEvent]], bool] = lambda _sound, _words: False

    def voices(self) -> Iterator[ListedVoice]:
        listed = self._library.espeak_ListVoices(None)
        index = 0
        while listed[index]:
            voice = listed[index].contents
            yield ListedVoice(
                voice.name.decode(), voice.identifier.decode(), tuple(_languages(voice.languages))
            )
            index += 1

    def use_voice(self, name: str) -> bool:
        """Set the voice ("fr-fr+f2" with a variant); True if it exists."""
        return bool(self._library.espeak_SetVoiceByName(name.encode()) == 0)

    def use_rate(self, words_a_minute: int) -> None:
        self._library.espeak_SetParameter(_RATE_PARAMETER, words_a_minute, 0)

    def speak(self, text: str, phonemes: bool, take: Callable[[bytes, list[WordEvent]], bool]) -> None:
        """Synthesise on this thread.

        `take` gets sound as it is made and tells whether to go on. With `phonemes`, the text in [[…]] is in the
        engine's own letters for sounds. Raises `EngineFailedError` when the engine refuses, and not what `take`
        raises: exceptions do not pass C.
        """
        self._take = take
        # A zero would end the text; half a character (a lone surrogate) has no UTF-8. Both keep their place.
        data = text.replace("\0", " ").encode(errors="replace")
        flags = _UTF8 | (_PHONEMES if phonemes else 0)
        if self._library.espeak_Synth(data, len(data) + 1, 0, _CHARACTERS, 0, flags, None, None) != 0:
            raise EngineFailedError

    def _on_sound(self, samples: Any, count: int, events: Any) -> int:
        words = []
        index = 0
        while events[index].type != _EVENT_END:
            event = events[index]
            if event.type == _EVENT_WORD:
                words.append(WordEvent(event.sample, event.text_position - 1))
            index += 1
        sound = ctypes.string_at(samples, count * 2) if samples and count > 0 else b""
        return 0 if self._take(sound, words) else 1


def _languages(address: int) -> Iterator[tuple[int, str]]:
    """Yield a C list of priority, name and zero byte.

    The list ends with a priority of zero.
    """
    while priority := ctypes.string_at(address, 1)[0]:
        name = ctypes.string_at(address + 1)
        yield priority, name.decode()
        address += len(name) + 2
