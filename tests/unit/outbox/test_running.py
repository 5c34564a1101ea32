"""The worker as it runs in the app: resting until something is due, ending with nothing half done."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from copy import copy
from typing import Any

import pytest

from services.errors import DamagedRecordError, StorageFullError, UnreadableNowError, VaultError
from services.models.outbox import SendState
from services.outbox.worker import PAUSE
from services.vault.interface import Head
from tests.unit.outbox.desk import Desk
from tests.unit.outbox.model import ModelMinistry, Trouble


class Sleeper:
    """Sleeping that moves the clock instead of waiting."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self._desk.clock.advance(seconds)
        await asyncio.sleep(0)


async def until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not true():
            await asyncio.sleep(0.001)


async def test_it_sends_what_is_added_while_it_rests(desk: Desk) -> None:
    running = asyncio.create_task(desk.outbox.run())
    await asyncio.sleep(0)
    request_id = desk.send_new()
    await until(lambda: desk.state(request_id) is SendState.SENT)
    running.cancel()
    await asyncio.wait({running})


async def test_it_backs_off_by_itself_until_it_gets_through(desk: Desk, ministry: ModelMinistry) -> None:
    sleeper = Sleeper(desk)
    outbox = desk.restart(sleeper)
    ministry.troubles.extend([Trouble.CUT] * 12)
    request_id = desk.send_new()
    running = asyncio.create_task(outbox.run())
    await until(lambda: desk.state(request_id) is SendState.SENT)
    running.cancel()
    await asyncio.wait({running})
    assert [round(seconds, 2) for seconds in sleeper.slept] == [
        *(0.5, 1, 2, 4, 8, 16, 32, 64, 128),
        *(150, 150, 150),
    ]


async def test_cancelling_it_leaves_the_record_to_be_sent_again(desk: Desk, ministry: ModelMinistry) -> None:
    arrived = asyncio.Event()
    ministry_send = ministry.send_request

    async def never(_: object) -> object:
        arrived.set()
        return await asyncio.Event().wait()

    ministry.send_request = never  # type: ignore[assignment, method-assign]
    request_id = desk.send_new()
    running = asyncio.create_task(desk.outbox.run())
    await arrived.wait()
    running.cancel()
    await asyncio.wait({running})
    assert desk.state(request_id) is SendState.SENDING

    ministry.send_request = ministry_send  # type: ignore[method-assign]
    desk.restart()
    await desk.drain()
    assert desk.state(request_id) is SendState.SENT


@pytest.mark.parametrize("full_from", range(1, 5))
async def test_a_full_disk_loses_nothing(
    desk: Desk, ministry: ModelMinistry, monkeypatch: pytest.MonkeyPatch, full_from: int
) -> None:
    # The disk is full from the first, second, … write of the sending on.
    request_id = desk.send_new()
    transaction, writes = desk.store.transaction, 0

    def full() -> object:
        nonlocal writes
        writes += 1
        if writes >= full_from:
            raise StorageFullError
        return transaction()

    with monkeypatch.context() as patch:
        patch.setattr(desk.store, "transaction", full)
        await desk.drain()
        await desk.drain(seconds=1)
    if full_from <= 3:
        assert desk.state(request_id) is not SendState.SENT

    sleeper = Sleeper(desk)
    running = asyncio.create_task(desk.restart(sleeper).run())
    await until(lambda: desk.state(request_id) is SendState.SENT)
    running.cancel()
    await asyncio.wait({running})
    assert ministry.effects == {request_id: 1}
    assert desk.requests.receipt(request_id) == ministry.receipts[request_id]


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (StorageFullError(), "storage-full"),
        (VaultError(), "device-trouble"),
        (UnreadableNowError(), "device-trouble"),
    ],
)
async def test_it_survives_a_store_that_cannot_be_written_for_a_while(
    desk: Desk, ministry: ModelMinistry, monkeypatch: pytest.MonkeyPatch, error: VaultError, problem: str
) -> None:
    request_id = desk.send_new()
    transaction, writes = desk.store.transaction, 0

    def failing_for_a_while() -> object:
        nonlocal writes
        writes += 1
        if 1 < writes < 8:  # the first is that of starting
            raise copy(error)
        return transaction()

    monkeypatch.setattr(desk.store, "transaction", failing_for_a_while)
    sleeper = Sleeper(desk)
    running = asyncio.create_task(desk.restart(sleeper).run())
    await until(lambda: desk.state(request_id) is SendState.SENT)
    running.cancel()
    await asyncio.wait({running})
    assert ministry.effects == {request_id: 1}
    assert {sending.problem for sending in desk.told} == {None, problem}
    assert SendState.NEEDS_ATTENTION not in {sending.state for sending in desk.told}
    assert set(sleeper.slept) == {PAUSE}


@pytest.mark.parametrize("error", [VaultError(), UnreadableNowError(), DamagedRecordError("profile", "id")])
async def test_it_survives_a_store_that_cannot_be_read_for_a_while(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, error: VaultError
) -> None:
    request_id = desk.send_new()
    due, reads = desk.store.due, 0

    def unreadable_for_a_while(*args: Any) -> list[Head]:
        nonlocal reads
        reads += 1
        if reads <= 3:
            raise copy(error)
        return due(*args)

    monkeypatch.setattr(desk.store, "due", unreadable_for_a_while)
    sleeper = Sleeper(desk)
    running = asyncio.create_task(desk.restart(sleeper).run())
    await until(lambda: running.done() or desk.state(request_id) is SendState.SENT)
    assert not running.done()
    running.cancel()
    await asyncio.wait({running})
    assert sleeper.slept == [PAUSE] * 3
