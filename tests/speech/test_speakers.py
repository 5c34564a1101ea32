"""The same suite over the real engine in its process, the real engine in a thread, and the one in memory."""

from __future__ import annotations

import functools
from collections.abc import Iterator

import pytest

from services.errors import NoAudioDeviceError
from services.models.speech import SpeakerReady, SpeechFailed
from services.speech import InMemorySpeaker, Speaker
from services.speech.supervisor import SupervisedSpeaker
from services.speech.watch import Patience
from services.speech.workers import ProcessWorker
from tests.speech.listening import Ear, plain
from tests.speech.recording_worker import PACE
from tests.speech.speaker_suite import SpeakerSuite

RECORDING = "tests.speech.recording_worker"
PATIENT = Patience(start=30, answer=10, work=10)
"""A patience for tests of other things than hanging: a busy machine is not a hung engine."""


class TestEspeakSpeaker(SpeakerSuite):
    @pytest.fixture
    def speaker(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Speaker]:
        # Ten times as fast as a device: LONG still lasts for seconds, "Bonjour" does not.
        monkeypatch.setenv(PACE, "10")
        speaker = SupervisedSpeaker(functools.partial(ProcessWorker, module=RECORDING), PATIENT)
        yield speaker
        speaker.close()


class TestInMemorySpeaker(SpeakerSuite):
    @pytest.fixture
    def speaker(self) -> InMemorySpeaker:
        return InMemorySpeaker(by_itself=False)

    def go_on(self, speaker: Speaker) -> None:
        assert isinstance(speaker, InMemorySpeaker)
        speaker.say_word()

    def run_out(self, speaker: Speaker) -> None:
        assert isinstance(speaker, InMemorySpeaker)
        for _ in range(1000):
            speaker.say_word()

    def test_keeps_what_was_said(self) -> None:
        speaker = InMemorySpeaker()
        speaker.set_rate(150)
        speaker.set_voice("fr")
        number = speaker.say([plain("Bonjour"), plain("مرحبا", "ar")])
        (heard,) = speaker.heard
        assert [(u.shown, u.language) for u in heard.utterances] == [("Bonjour", "fr"), ("مرحبا", "ar")]
        assert (heard.rate, heard.voice) == (150, "fr")
        assert heard.end is not None
        assert number == 1

    def test_can_be_without_a_device(self) -> None:
        speaker = InMemorySpeaker(problem=NoAudioDeviceError())
        ear = Ear(speaker)
        speaker.prepare()
        number = speaker.say([plain("Bonjour")])
        assert ear.events == [
            SpeakerReady(NoAudioDeviceError()),
            SpeechFailed(number, NoAudioDeviceError()),
        ]
