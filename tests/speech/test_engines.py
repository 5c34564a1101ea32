"""Engines that cannot be had here, as far as they can: pyttsx3 with its own dummy driver, Android by a stand-in."""

from __future__ import annotations

import sys

import pytest

from services.errors import EngineFailedError, NoEngineError
from services.models.speech import EngineVoice
from services.speech import workers
from services.speech.engines import (
    AndroidEngine,
    EspeakEngine,
    SilentEngine,
    SystemEngine,
    best_engine,
    ranked,
)
from services.speech.messages import Passage

FRENCH = EngineVoice("fr-x", "fr", "French")
BONJOUR = Passage("Bonjour 😀 Amina", "fr")


def never() -> bool:
    return False


def test_each_platform_has_its_engine() -> None:
    assert ranked("linux") == (EspeakEngine,)
    assert ranked("win32") == ranked("darwin") == (SystemEngine,)
    assert ranked("android") == (AndroidEngine,)


def test_the_first_that_starts_speaks_and_else_silence() -> None:
    def missing() -> SilentEngine:
        raise NoEngineError

    last = SilentEngine(EngineFailedError())
    assert best_engine([missing, lambda: last]) is last
    assert best_engine([missing]).problem() == NoEngineError()
    with pytest.raises(NoEngineError):
        best_engine([]).say(BONJOUR, FRENCH, 100, lambda _at: None, never)


@pytest.mark.parametrize(
    ("executable", "platform", "can"),
    [
        ("/usr/bin/python3.11", "linux", True),
        (r"C:/Python/python.exe", "win32", True),
        ("", "linux", False),
        ("/opt/qarib/qarib", "linux", False),
        ("/usr/bin/python3", "android", False),
    ],
)
def test_a_worker_process_needs_an_interpreter(
    executable: str, platform: str, can: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", executable)
    monkeypatch.setattr(sys, "platform", platform)
    assert workers.can_have_processes() is can


class TestSystemEngine:
    @pytest.fixture(autouse=True)
    def mended(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """pyttsx3's dummy driver, repaired: it fails when a voice is chosen."""
        monkeypatch.setattr("pyttsx3.drivers.dummy.DummyDriver.setProperty", lambda *_arguments: None)

    def test_a_voice_that_cannot_be_chosen_is_not_replaced_by_another(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_arguments: object) -> None:
            raise ValueError

        monkeypatch.setattr("pyttsx3.drivers.dummy.DummyDriver.setProperty", refuse)
        with pytest.raises(EngineFailedError):
            SystemEngine("dummy").say(BONJOUR, FRENCH, 100, lambda _at: None, never)

    def test_says_with_words_in_characters(self) -> None:
        engine = SystemEngine("dummy")
        words: list[int] = []
        engine.say(Passage("Bonjour Amina", "en"), engine.voices()[0], 150, words.append, never)
        assert words == [0, 8]
        engine.say(Passage("encore", "en"), engine.voices()[0], 100, words.append, never)
        assert words == [0, 8, 0]
        assert engine.problem() is None

    def test_stopped_before_it_begins_it_says_nothing(self) -> None:
        engine = SystemEngine("dummy")
        words: list[int] = []
        engine.say(Passage("Bonjour", "en"), engine.voices()[0], 100, words.append, lambda: True)
        assert words == []

    def test_lists_voices_of_our_languages(self) -> None:
        voices = SystemEngine("dummy").voices()
        assert [(voice.name, voice.language, voice.gender) for voice in voices] == [
            ("dummy.voice1", "en", "male"),
            ("dummy.voice2", "en", "female"),
            ("dummy.voice3", "en", "male"),
        ]

    @pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the driver is there")
    def test_without_the_system_there_is_no_engine(self) -> None:
        for driver in (None, "sapi5", "nsss"):
            with pytest.raises(NoEngineError):
                SystemEngine(driver)


class Android:
    """A stand-in for android.speech.tts.TextToSpeech and for time: one tick a pause."""

    def __init__(self, bound_at: int = 3, begins: int = 2, lasts: int = 50, takes: bool = True) -> None:
        self.tick = 0
        self.spoken: list[tuple[str, str, float]] = []
        self.stopped_at: int | None = None
        self._bound_at = bound_at
        self._begins, self._lasts, self._takes = begins, lasts, takes
        self._from = self._until = 0

    def clock(self) -> float:
        return self.tick / 100

    def pause(self, _seconds: float) -> None:
        self.tick += 1

    def voices(self) -> list[tuple[str, str]] | None:
        return [("fr-x", "fr"), ("ar-x", "ar"), ("ja-x", "ja")] if self.tick >= self._bound_at else None

    def speak(self, text: str, voice: str, rate: float) -> bool:
        if self._takes:
            self.spoken.append((text, voice, rate))
            self._from = self.tick + self._begins
            self._until = self._from + self._lasts
        return self._takes

    def is_speaking(self) -> bool:
        return self._from <= self.tick < self._until

    def stop(self) -> None:
        self._until = self.stopped_at = self.tick


class TestAndroidEngine:
    def engine(self, android: Android) -> AndroidEngine:
        return AndroidEngine(android, android.clock, android.pause)

    def test_waits_until_it_is_bound_and_lists_voices(self) -> None:
        engine = self.engine(Android(bound_at=200))
        assert [voice.name for voice in engine.voices()] == ["ar-x", "fr-x"]

    def test_never_bound_is_no_engine(self) -> None:
        with pytest.raises(NoEngineError):
            self.engine(Android(bound_at=10**9))

    @pytest.mark.skipif(sys.platform == "android", reason="the engine is there")
    def test_elsewhere_there_is_none(self) -> None:
        with pytest.raises(NoEngineError):
            AndroidEngine()

    def test_says_to_the_end(self) -> None:
        android = Android()
        self.engine(android).say(BONJOUR, FRENCH, 150, lambda _at: None, never)
        assert android.spoken == [(BONJOUR.text, "fr-x", 1.5)]
        assert android.tick >= 3 + 2 + 50
        assert android.stopped_at is None

    def test_stops_at_the_next_look(self) -> None:
        android = Android()
        engine = self.engine(android)
        engine.say(BONJOUR, FRENCH, 100, lambda _at: None, lambda: android.tick >= 20)
        assert android.stopped_at == 20

    def test_stops_before_it_was_begun(self) -> None:
        android = Android(begins=10**9)
        self.engine(android).say(BONJOUR, FRENCH, 100, lambda _at: None, lambda: android.tick >= 20)
        assert android.stopped_at == 20

    @pytest.mark.parametrize("android", [Android(takes=False), Android(begins=10**9)])
    def test_what_is_not_begun_has_failed(self, android: Android) -> None:
        with pytest.raises(EngineFailedError):
            self.engine(android).say(BONJOUR, FRENCH, 100, lambda _at: None, never)
