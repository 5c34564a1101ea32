"""SAPI5 on Windows and NSSpeechSynthesizer on macOS, through pyttsx3. Not run on either system.

What was run is this code over pyttsx3 itself with its driver "dummy". The drivers play their sound, so the
50 ms of a stop are theirs to keep; a stop that hangs ends with the worker. `runAndWait` is not used: the loop
is ours, so that stopping is asked for on the engine's own thread (from another it deadlocks). The espeak
driver of pyttsx3 is never chosen: it writes what it says into a temporary file.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from typing import Any

from services.errors import EngineFailedError, NoEngineError, SpeechError
from services.models.speech import EngineVoice
from services.speech.messages import Passage

USUAL_RATE = 200
"""Words a minute; pyttsx3's own usual rate."""

_DRIVERS = {"win32": "sapi5", "darwin": "nsss"}
_LANGUAGES = ("ar", "fr", "en")
_POLL = 0.01


class SystemEngine:
    """The system's engine. Raises `NoEngineError` where pyttsx3 or that engine is missing."""

    def __init__(self, driver: str | None = None) -> None:
        name = driver or _DRIVERS.get(sys.platform)
        if name is None:
            raise NoEngineError
        try:
            self._engine: Any = importlib.import_module("pyttsx3.engine").Engine(name)
        except (ImportError, OSError, RuntimeError, AttributeError) as error:
            # OSError: COM errors of Windows are such. RuntimeError, AttributeError: drivers without their system.
            raise NoEngineError from error
        self._on_word: Callable[[int], None] = lambda _position: None
        self._text = ""
        self._saying = False
        self._failed = False
        self._engine.connect("started-word", self._word)
        self._engine.connect("finished-utterance", self._finished)
        self._engine.connect("error", self._error)
        self._engine.startLoop(False)
        self._pump = _mac_pump() if name == "nsss" else self._engine.iterate
        # The first step of the loop lets the driver take commands.
        self._engine.iterate()

    def problem(self) -> SpeechError | None:
        """Return None: neither system names a missing device beforehand."""
        return None

    def voices(self) -> tuple[EngineVoice, ...]:
        found = [
            EngineVoice(voice.id, language, voice.name, (voice.gender or "").lower())
            for voice in self._engine.getProperty("voices")
            for language in _LANGUAGES
            if any(_speaks(code, language) for code in voice.languages or ())
        ]
        return tuple(found)

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
        self._on_word, self._text = on_word, passage.text
        self._saying, self._failed = True, False
        self._engine.setProperty("voice", voice.name)
        self._engine.setProperty("rate", USUAL_RATE * rate // 100)
        if self._failed:
            # Never in another language's voice.
            raise EngineFailedError
        self._engine.say(passage.text)
        while self._saying:
            if stopped():
                self._engine.stop()
                return
            self._pump()
            time.sleep(_POLL)
        if self._failed:
            raise EngineFailedError

    def settle(self, stopped: Callable[[], bool]) -> None:
        """Do nothing: each passage was heard before `say` returned."""

    def _word(self, location: int, length: int, **_names: Any) -> None:
        # SAPI5 reports the start of its stream as a word without a length.
        if length:
            self._on_word(characters(self._text, location))

    def _finished(self, **_details: Any) -> None:
        self._saying = False

    def _error(self, **_details: Any) -> None:
        self._saying, self._failed = False, True


def characters(text: str, units: int) -> int:
    """Convert an offset in UTF-16 units to characters.

    Windows and macOS count in UTF-16.
    """
    return len(text.encode("utf-16-le", "surrogatepass")[: units * 2].decode("utf-16-le", "ignore"))


def _speaks(code: str | bytes, language: str) -> bool:
    name = code.decode("ascii", "ignore") if isinstance(code, bytes) else code
    return name.lower().replace("_", "-").split("-")[0] == language


def _mac_pump() -> Callable[[], None]:
    """Make a call that runs macOS's event loop.

    pyttsx3's own `iterate` does not run it, and it brings the words.
    """
    foundation: Any = importlib.import_module("Foundation")

    def pump() -> None:
        foundation.NSRunLoop.currentRunLoop().runMode_beforeDate_(
            foundation.NSDefaultRunLoopMode, foundation.NSDate.dateWithTimeIntervalSinceNow_(_POLL)
        )

    return pump
