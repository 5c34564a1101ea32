"""Engines that hang and die, in real processes."""

from __future__ import annotations

import functools
import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.errors import EngineFailedError, NoEngineError
from services.models.speech import (
    SpeakerReady,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    WordSaid,
)
from services.speech import SpeakerState
from services.speech.engines import best_engine
from services.speech.engines.espeak import EspeakEngine
from services.speech.engines.espeak_library import EspeakLibrary
from services.speech.supervisor import SupervisedSpeaker
from services.speech.watch import Patience
from services.speech.workers import Deliver, ProcessWorker, ThreadWorker
from tests.speech.bad_worker import FAULT, BadEngine
from tests.speech.listening import TIMEOUT, Ear, plain

SHORT_PATIENCE = Patience(start=TIMEOUT, answer=1, work=1)
"""Hanging is waited for; healthy answers of the bad worker come in a few milliseconds."""


class Rig:
    def __init__(self, patience: Patience = SHORT_PATIENCE) -> None:
        self.workers: list[ProcessWorker] = []
        self.speaker = SupervisedSpeaker(self._start, patience)
        self.ear = Ear(self.speaker)

    def _start(self, deliver: Deliver) -> ProcessWorker:
        worker = ProcessWorker(deliver, "tests.speech.bad_worker")
        self.workers.append(worker)
        return worker

    def ready(self, times: int = 1) -> None:
        seen = [0]

        def enough(_event: SpeakerReady) -> bool:
            seen[0] = sum(isinstance(event, SpeakerReady) for event in self.ear.events)
            return seen[0] >= times

        self.ear.wait(SpeakerReady, enough)


@pytest.fixture
def rig() -> Iterator[Rig]:
    rig = Rig()
    yield rig
    rig.speaker.close()
    for worker in rig.workers:
        worker.process.wait(TIMEOUT)


def test_an_engine_that_hangs_is_killed_and_another_speaks(rig: Rig) -> None:
    hung = rig.speaker.say([plain("hang")])
    assert rig.ear.wait_end(hung) == SpeechFailed(hung, EngineFailedError())
    rig.ready(times=2)
    assert rig.workers[0].process.wait(TIMEOUT) == -signal.SIGKILL
    number = rig.speaker.say([plain("Bonjour")])
    assert isinstance(rig.ear.wait_end(number), SpeechFinished)
    assert rig.speaker.problem is None
    assert len(rig.workers) == 2


def test_stop_does_not_wait_for_an_engine_that_hangs(rig: Rig) -> None:
    hung = rig.speaker.say([plain("hang")])
    rig.ear.wait(WordSaid)
    rig.speaker.stop()
    assert isinstance(rig.ear.wait_end(hung), SpeechInterrupted)
    rig.ready(times=2)
    assert rig.workers[0].process.wait(TIMEOUT) == -signal.SIGKILL
    assert rig.speaker.state is SpeakerState.IDLE
    assert rig.speaker.problem is None


def test_what_is_said_to_an_engine_that_hangs_is_said_by_the_next(rig: Rig) -> None:
    hung = rig.speaker.say([plain("hang")])
    rig.ear.wait(WordSaid)
    number = rig.speaker.say([plain("Bonjour")])
    assert isinstance(rig.ear.wait_end(hung), SpeechInterrupted)
    assert isinstance(rig.ear.wait_end(number), SpeechFinished)
    assert len(rig.workers) == 2


def test_a_stopped_process_is_killed_too(rig: Rig) -> None:
    rig.speaker.prepare()
    rig.ready()
    os.kill(rig.workers[0].process.pid, signal.SIGSTOP)
    number = rig.speaker.say([plain("Bonjour " * 50_000)])
    assert isinstance(rig.ear.wait_end(number), SpeechFinished)
    assert len(rig.workers) == 2


def test_killed_in_the_middle_is_told_and_the_next_is_said(rig: Rig) -> None:
    number = rig.speaker.say([plain("die")])
    assert rig.ear.wait_end(number) == SpeechFailed(number, EngineFailedError())
    again = rig.speaker.say([plain("Bonjour")])
    assert isinstance(rig.ear.wait_end(again), SpeechFinished)


def test_killed_while_idle_is_replaced_when_something_is_said(rig: Rig) -> None:
    rig.speaker.prepare()
    rig.ready()
    rig.workers[0].process.kill()
    rig.workers[0].process.wait(TIMEOUT)
    number = rig.speaker.say([plain("Bonjour")])
    assert isinstance(rig.ear.wait_end(number), SpeechFinished)


@pytest.mark.parametrize("fault", ["die", "hang"])
def test_an_engine_that_never_comes_up_is_tried_once_for_each_order(
    fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FAULT, fault)
    rig = Rig(Patience(start=0.5))
    for tried in (1, 2):
        number = rig.speaker.say([plain("Bonjour")])
        assert rig.ear.wait_end(number) == SpeechFailed(number, EngineFailedError())
        assert len(rig.workers) == tried
    assert rig.speaker.problem == EngineFailedError()
    assert rig.speaker.state is SpeakerState.SILENT
    rig.speaker.close()


def test_an_engine_that_comes_up_at_the_second_try_speaks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FAULT, f"once {tmp_path / 'died'} die")
    rig = Rig()
    first = rig.speaker.say([plain("Bonjour")])
    assert isinstance(rig.ear.wait_end(first), SpeechFailed)
    second = rig.speaker.repeat()
    assert second is not None
    assert isinstance(rig.ear.wait_end(second), SpeechFinished)
    rig.speaker.close()


def test_a_process_that_cannot_be_started_is_told() -> None:
    def refuse(_deliver: Deliver) -> ProcessWorker:
        raise OSError

    speaker = SupervisedSpeaker(refuse)
    ear = Ear(speaker)
    speaker.prepare()
    assert ear.wait(SpeakerReady).problem == EngineFailedError()
    number = speaker.say([plain("Bonjour")])
    assert isinstance(ear.wait_end(number), SpeechFailed)
    speaker.close()


def test_closing_ends_the_process(rig: Rig) -> None:
    rig.speaker.prepare()
    rig.ready()
    rig.speaker.close()
    assert rig.workers[0].process.wait(TIMEOUT) == -signal.SIGKILL


def test_without_the_library_there_is_no_engine_and_it_says_so() -> None:
    def no_library() -> EspeakEngine:
        return EspeakEngine(library=EspeakLibrary("libespeak-ng-that-is-not-there.so"))

    speaker = SupervisedSpeaker(
        functools.partial(ThreadWorker, engine=lambda: best_engine([no_library])), SHORT_PATIENCE
    )
    ear = Ear(speaker)
    speaker.prepare()
    assert ear.wait(SpeakerReady).problem == NoEngineError()
    assert speaker.voices("fr") == []
    number = speaker.say([plain("Bonjour")])
    assert ear.wait_end(number) == SpeechFailed(number, NoEngineError())
    assert speaker.state is SpeakerState.SILENT
    speaker.close()


def test_a_thread_that_hangs_is_left_behind_and_not_heard_again() -> None:
    release, released = threading.Event(), threading.Event()

    def hang(text: str) -> None:
        if text == "hang":
            release.wait(TIMEOUT)
            released.set()

    speaker = SupervisedSpeaker(
        functools.partial(ThreadWorker, engine=lambda: BadEngine(hang)), SHORT_PATIENCE
    )
    ear = Ear(speaker)
    hung = speaker.say([plain("hang")])
    assert ear.wait_end(hung) == SpeechFailed(hung, EngineFailedError())
    release.set()
    assert released.wait(TIMEOUT)
    number = speaker.say([plain("Bonjour")])
    assert isinstance(ear.wait_end(number), SpeechFinished)
    assert len([event for event in ear.of(hung) if isinstance(event, WordSaid)]) == 1
    speaker.close()
