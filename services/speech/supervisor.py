"""The speaker over an engine that may hang or die: it asks, watches the time, kills, and restarts."""

from __future__ import annotations

import itertools
import queue
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from services.errors import EngineFailedError, SpeechError
from services.models.speech import (
    EngineVoice,
    SpeakerReady,
    SpeechEvent,
    SpeechFailed,
    SpeechFinished,
    SpeechInterrupted,
    Utterance,
    WordSaid,
)
from services.speech.interface import Listener, SpeakerState
from services.speech.messages import Ready, Report, Stop
from services.speech.speech import Speech
from services.speech.watch import Patience, Watch
from services.speech.workers import Deliver, Worker


@dataclass(frozen=True, slots=True)
class _Prepare:
    pass


@dataclass(frozen=True, slots=True)
class _Silence:
    pass


@dataclass(frozen=True, slots=True)
class _Close:
    pass


@dataclass(frozen=True, slots=True)
class _Reported:
    worker: int
    report: Report | None


_Order = _Prepare | Speech | _Silence | _Close | _Reported


class SupervisedSpeaker:
    """A `Speaker`. Orders and reports go through one queue to one thread, which alone changes anything."""

    def __init__(
        self,
        start_worker: Callable[[Deliver], Worker],
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._start_worker = start_worker
        self._orders: queue.SimpleQueue[_Order] = queue.SimpleQueue()
        self._numbers = itertools.count(1)
        self._watch = Watch(patience or Patience(), clock)
        self._listeners: tuple[Listener, ...] = ()
        self._listening = threading.Lock()
        self._last: tuple[Utterance, ...] = ()
        self._rate = 100
        self._voice = ""
        # From here on: changed by the speaker's thread alone.
        self._worker: Worker | None = None
        self._worker_number = 0
        self._ready = False
        self._voices: tuple[EngineVoice, ...] = ()
        self._problem: SpeechError | None = None
        self._speech: Speech | None = None
        self._thread = threading.Thread(target=self._run, name="speaker", daemon=True)
        self._thread.start()

    @property
    def state(self) -> SpeakerState:
        if self._speech is not None:
            return SpeakerState.SPEAKING
        if self._problem is not None:
            return SpeakerState.SILENT
        if self._worker is None:
            return SpeakerState.ASLEEP
        return SpeakerState.IDLE if self._ready else SpeakerState.STARTING

    @property
    def problem(self) -> SpeechError | None:
        return self._problem

    def prepare(self) -> None:
        self._orders.put(_Prepare())

    def say(self, utterances: Sequence[Utterance]) -> int:
        self._last = tuple(utterances)
        speech = Speech(next(self._numbers), self._last, self._voice, self._rate)
        self._orders.put(speech)
        return speech.number

    def stop(self) -> None:
        self._orders.put(_Silence())

    def repeat(self) -> int | None:
        return self.say(self._last) if self._last else None

    def forget(self) -> None:
        self._last = ()
        self.stop()

    def set_rate(self, percent: int) -> None:
        self._rate = percent

    def set_voice(self, name: str) -> None:
        self._voice = name

    def voices(self, language: str) -> list[EngineVoice]:
        return [voice for voice in self._voices if voice.language == language]

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        with self._listening:
            self._listeners += (listener,)

        def end() -> None:
            with self._listening:
                self._listeners = tuple(other for other in self._listeners if other is not listener)

        return end

    def close(self) -> None:
        self._orders.put(_Close())

    def _run(self) -> None:
        while True:
            try:
                order = self._orders.get(timeout=self._watch.left())
            except queue.Empty:
                self._worker_is_lost(start_another=self._ready)
                continue
            if isinstance(order, _Close):
                self._interrupt()
                self._drop_worker()
                return
            self._follow(order)

    def _follow(self, order: _Prepare | Speech | _Silence | _Reported) -> None:
        match order:
            case _Prepare():
                self._have_worker()
            case Speech():
                self._interrupt()
                self._speech = order
                self._have_worker()
                self._send_speech()
            case _Silence():
                self._interrupt()
                if self._worker is not None and self._ready:
                    self._worker.send(Stop())
                    self._watch.asked(None)
            case _Reported(worker, report) if worker == self._worker_number:
                if report is None:
                    # One that dies while it has nothing to do would die again: the next order starts another.
                    self._worker_is_lost(start_another=self._ready and self._speech is not None)
                else:
                    self._hear(report)

    def _hear(self, report: Report) -> None:
        self._watch.heard(report)
        if isinstance(report, Ready):
            self._ready = True
            self._voices = report.voices
            self._problem = report.problem
            self._tell(SpeakerReady(report.problem))
            self._send_speech()
        elif self._speech is not None:
            for event in self._speech.events(report):
                self._tell_of_speech(event)

    def _tell_of_speech(self, event: SpeechEvent) -> None:
        match event:
            case SpeechFailed(_, problem):
                self._problem = problem
                self._speech = None
            case SpeechFinished():
                self._problem = None
                self._speech = None
            case WordSaid():
                self._problem = None
        self._tell(event)

    def _interrupt(self) -> None:
        """End the present speech at once, without the worker."""
        if self._speech is not None:
            number = self._speech.number
            self._speech = None
            self._tell(SpeechInterrupted(number))

    def _send_speech(self) -> None:
        if self._worker is not None and self._ready and self._speech is not None:
            self._worker.send(self._speech.command())
            self._watch.asked(self._speech.number)

    def _have_worker(self) -> None:
        if self._worker is not None:
            return
        self._worker_number += 1
        number = self._worker_number
        try:
            self._worker = self._start_worker(lambda report: self._orders.put(_Reported(number, report)))
        except OSError:
            self._fail()
            return
        self._watch.started()

    def _drop_worker(self) -> None:
        if self._worker is not None:
            self._worker.kill()
        self._worker = None
        self._worker_number += 1
        self._ready = False
        self._watch.forget()

    def _worker_is_lost(self, start_another: bool) -> None:
        """Replace a lost worker, unless it never came up: no endless restarts."""
        came_up = self._ready
        self._drop_worker()
        speech = self._speech
        if speech is not None and came_up and not (speech.begun or speech.retried):
            speech.retried = True
        elif speech is not None or not came_up:
            self._fail()
        if start_another:
            self._have_worker()

    def _fail(self) -> None:
        problem = EngineFailedError()
        self._problem = problem
        if self._speech is not None:
            self._tell_of_speech(SpeechFailed(self._speech.number, problem))
        else:
            self._tell(SpeakerReady(problem))

    def _tell(self, event: SpeechEvent) -> None:
        for listener in self._listeners:
            listener(event)
