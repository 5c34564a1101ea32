"""When a profile locks by itself: the clockwork alone, then in the house."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.shell.auto_lock import WARNING, AutoLock
from services.errors import StorageFullError, VaultError
from services.models.locking import LOCK_AFTER, LockSettings

TURNS = 8
"""Turns of the loop in which the clockwork has seen whatever changed."""


class Room:
    """The input and output of the lock. Sleeping is one turn of the loop: time is `on`, and moved by hand."""

    def __init__(self) -> None:
        self.on = 1000.0
        self.locks = 0
        self.warnings: list[bool] = []
        self.problems: list[VaultError] = []
        self.error: VaultError | None = None
        self.busy = False
        self.auto = AutoLock(
            self._lock,
            on_warning=self.warnings.append,
            on_problem=self.problems.append,
            busy=lambda: self.busy,
            uptime=lambda: self.on,
            sleep=self._sleep,
        )

    async def _lock(self) -> None:
        if self.error is not None:
            raise self.error
        self.locks += 1
        self.auto.end()

    async def _sleep(self, _: float) -> None:
        await asyncio.sleep(0)

    async def goes_by(self, seconds: float) -> None:
        self.on += seconds
        for _ in range(TURNS):
            await asyncio.sleep(0)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    made = Room()
    yield made
    made.auto.end()


@pytest.mark.parametrize("minutes", LOCK_AFTER)
async def test_it_warns_and_locks(room: Room, minutes: int) -> None:
    room.auto.begin(LockSettings(minutes))
    warning = min(WARNING, minutes * 30)
    await room.goes_by(minutes * 60 - warning - 1)
    assert room.warnings == []
    await room.goes_by(1)
    assert room.warnings == [True]
    await room.goes_by(warning - 1)
    assert room.locks == 0
    await room.goes_by(1)
    assert room.locks == 1
    assert room.warnings == [True, False]


async def test_at_least_twenty_seconds_are_left_to_extend_it(room: Room) -> None:
    # WCAG 2.2.1, with the shortest time on offer.
    room.auto.begin(LockSettings(min(LOCK_AFTER)))
    await room.goes_by(min(LOCK_AFTER) * 60 - 20)
    assert room.warnings == [True]


async def test_one_act_extends_it_and_takes_the_warning_away(room: Room) -> None:
    room.auto.begin(LockSettings(5))
    for _ in range(10):
        await room.goes_by(290)
        assert room.warnings[-1]
        room.auto.acted()
        assert not room.warnings[-1]
    await room.goes_by(0)
    assert room.locks == 0


async def test_never_is_never(room: Room) -> None:
    room.auto.begin(LockSettings(None))
    await room.goes_by(10_000_000)
    assert (room.locks, room.warnings) == (0, [])


async def test_an_act_after_a_sleep_comes_too_late(room: Room) -> None:
    # The lid was closed for an hour: what is done first then must not be done in the profile.
    room.auto.begin(LockSettings(5))
    room.on += 3600
    room.auto.acted()
    await room.goes_by(0)
    assert room.locks == 1


async def test_who_listens_is_there_but_hearing_the_warning_is_not_listening(room: Room) -> None:
    room.auto.begin(LockSettings(5))
    room.busy = True
    for _ in range(100):
        await room.goes_by(200)
    assert (room.locks, room.warnings) == (0, [])
    room.busy = False
    await room.goes_by(250)
    room.busy = True
    await room.goes_by(60)
    assert room.locks == 1


@pytest.mark.parametrize("when_hidden", [True, False])
async def test_out_of_sight_it_locks_at_once_if_so_set(room: Room, when_hidden: bool) -> None:
    room.auto.begin(LockSettings(None, when_hidden))
    room.auto.shown("one")
    room.auto.shown("other")
    room.auto.hidden("one")
    await room.goes_by(0)
    assert room.locks == 0, "another window is in sight"
    room.auto.hidden("other")
    await room.goes_by(0)
    assert room.locks == int(when_hidden)


async def test_choosing_a_file_is_not_leaving(room: Room) -> None:
    room.auto.begin(LockSettings(5, when_hidden=True))
    room.auto.shown("one")
    with room.auto.aside():
        room.auto.hidden("one")
        await room.goes_by(3600)
        room.auto.shown("one")
    await room.goes_by(0)
    assert room.locks == 0


async def test_what_cannot_be_written_is_told_and_locked_later(room: Room) -> None:
    room.auto.begin(LockSettings(1))
    room.error = StorageFullError()
    await room.goes_by(60)
    assert room.problems
    room.error = None
    await room.goes_by(0)
    assert room.locks == 1


async def test_out_of_sight_it_is_tried_again_until_it_locks(room: Room) -> None:
    room.auto.begin(LockSettings(None, when_hidden=True))
    room.auto.shown("one")
    room.error = VaultError()
    room.auto.hidden("one")
    await room.goes_by(0)
    assert room.problems
    room.error = None
    await room.goes_by(0)
    assert room.locks == 1


async def test_a_lock_that_failed_does_not_close_the_profile_opened_next(room: Room) -> None:
    room.auto.begin(LockSettings(None, when_hidden=True))
    room.error = VaultError()
    room.auto.hidden("one")
    await room.goes_by(0)
    room.auto.begin(LockSettings(None, when_hidden=True))
    room.error = None
    await room.goes_by(0)
    assert room.locks == 0


async def test_closed_otherwise_it_is_over(room: Room) -> None:
    room.auto.begin(LockSettings(1, when_hidden=True))
    room.auto.end()
    await room.goes_by(600)
    room.auto.hidden("one")
    await room.goes_by(0)
    assert (room.locks, room.warnings) == (0, [])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0.1, 400), st.booleans()), max_size=30))
def test_it_locks_after_the_time_and_never_before(steps: list[tuple[float, bool]]) -> None:
    # An act may come at any time: it locks exactly if 300 s in a row went by without one.
    async def act() -> None:
        room = Room()
        room.auto.begin(LockSettings(5))
        idle = 0.0
        for seconds, acts in steps:
            await room.goes_by(seconds)
            idle += seconds
            assert room.locks == int(idle >= 300)
            if room.locks:
                break
            if acts:
                room.auto.acted()
                idle = 0.0
        room.auto.end()

    asyncio.run(act())
