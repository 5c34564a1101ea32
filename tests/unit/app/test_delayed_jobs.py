"""What is to be done later is done once, in order, in time, and by a thread that is there only while it is needed."""

from __future__ import annotations

import threading
import time
import weakref
from functools import partial

import pytest

from app.session.delayed_jobs import DelayedJobs

SOON = 0.05
PATIENCE = 10.0


def test_a_job_is_done_once_when_its_time_has_come() -> None:
    later, done, began = DelayedJobs(), threading.Event(), time.monotonic()
    later(SOON, done.set)
    assert not done.is_set()
    assert done.wait(PATIENCE)
    assert time.monotonic() - began >= SOON


def test_jobs_are_done_in_the_order_of_their_time() -> None:
    later, done, over = DelayedJobs(), list[str](), threading.Event()
    for seconds, name in ((3 * SOON, "third"), (SOON, "first"), (2 * SOON, "second")):
        later(seconds, partial(done.append, name))
    later(4 * SOON, over.set)
    assert over.wait(PATIENCE)
    assert done == ["first", "second", "third"]


def test_one_that_fails_is_told_and_does_not_hold_up_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[type[BaseException]] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: told.append(args.exc_type))
    later, over = DelayedJobs(), threading.Event()

    def fail() -> None:
        raise KeyError

    later(0, fail)
    later(SOON, over.set)
    assert over.wait(PATIENCE)
    assert told == [KeyError]


def test_the_thread_ends_when_nothing_is_to_be_done_and_another_is_there_for_the_next() -> None:
    later = DelayedJobs(rest=SOON)
    threads: list[threading.Thread] = []
    for _ in range(2):
        done = threading.Event()
        later(0, lambda: threads.append(threading.current_thread()))
        later(0, done.set)
        assert done.wait(PATIENCE)
        threads[-1].join(PATIENCE)
        assert not threads[-1].is_alive()
    assert len({*threads}) == 2


def test_jobs_that_follow_each_other_share_a_thread() -> None:
    later, threads = DelayedJobs(), set[int | None]()
    for _ in range(5):
        done = threading.Event()
        later(0, lambda: threads.add(threading.get_ident()))
        later(0, done.set)
        assert done.wait(PATIENCE)
    assert len(threads) == 1


def test_what_a_job_held_is_let_go_at_once() -> None:
    class Held:
        def __call__(self) -> None: ...

    later, held, done = DelayedJobs(), Held(), threading.Event()
    seen = weakref.ref(held)
    later(0, held)
    later(SOON, done.set)
    del held
    assert done.wait(PATIENCE)
    assert seen() is None


def test_a_job_may_ask_for_another() -> None:
    later, done = DelayedJobs(), threading.Event()
    later(0, lambda: later(0, done.set))
    assert done.wait(PATIENCE)
