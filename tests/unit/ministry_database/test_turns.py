"""Whoever has waited longest is next."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from ministry.turns import Turn


def waiting(turn: Turn) -> int:
    return len(turn._waiting)


def until(count: int, turn: Turn) -> None:
    end = time.monotonic() + 10
    while waiting(turn) < count:
        assert time.monotonic() < end
        time.sleep(0.001)


def test_turns_come_in_the_order_of_asking() -> None:
    turn, order = Turn(), []

    def work(number: int) -> None:
        assert turn.take(10)
        order.append(number)
        turn.give_back()

    assert turn.take(0)
    with ThreadPoolExecutor(8) as pool:
        for number in range(8):
            pool.submit(work, number)
            until(number + 1, turn)
        turn.give_back()
    assert order == list(range(8))
    assert turn.take(0)


def test_who_gives_it_back_does_not_get_it_before_those_who_wait() -> None:
    turn, got = Turn(), Event()
    turn.take(0)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(lambda: turn.take(10) and got.set())
        until(1, turn)
        turn.give_back()
        assert not turn.take(0)
        assert got.wait(10)


def test_who_gave_up_is_passed_over() -> None:
    turn = Turn()
    turn.take(0)
    assert not turn.take(0.01)
    assert waiting(turn) == 0
    turn.give_back()
    assert turn.take(0)
