"""The monitor looks for the ministry only while something waits for it, and seldom."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from services.errors import VaultError
from services.outbox.connectivity import LONGEST_PROBE, ConnectivityMonitor


class World:
    def __init__(self) -> None:
        self.up = False
        self.waits = True
        self.store_error: VaultError | None = None
        self.slept: list[float] = []
        self.probes = 0
        self.backs = 0
        self.changes: list[bool] = []
        self.alarm: asyncio.Future[None] | None = None
        self.monitor = ConnectivityMonitor(
            self.probe,
            self.anything_waits,
            rng=lambda: 0.5,
            on_back=self.on_back,
            on_change=self.changes.append,
            sleep=self.sleep,
        )

    async def probe(self) -> bool:
        self.probes += 1
        return self.up

    async def anything_waits(self) -> bool:
        if self.store_error is not None:
            raise self.store_error
        return self.waits

    def on_back(self) -> None:
        self.backs += 1

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.alarm = asyncio.get_running_loop().create_future()
        await self.alarm

    async def pass_time(self, times: int = 1) -> None:
        """Let the monitor wake up `times` times, if it sleeps."""
        await asyncio.sleep(0)
        for _ in range(times):
            if self.alarm is not None:
                self.alarm.set_result(None)
                self.alarm = None
            for _ in range(10):
                await asyncio.sleep(0)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    world = World()
    running = asyncio.create_task(world.monitor.run())
    await asyncio.sleep(0)
    yield world
    running.cancel()
    await asyncio.wait({running})


async def test_nothing_is_asked_while_nothing_failed(world: World) -> None:
    await world.pass_time(3)
    assert world.monitor.online
    assert (world.probes, world.slept) == (0, [])


async def test_it_looks_ever_more_seldom_and_says_when_it_is_back(world: World) -> None:
    world.monitor.report(False)
    await world.pass_time(6)
    assert not world.monitor.online
    assert world.slept[:6] == [2, 4, 8, 16, LONGEST_PROBE, LONGEST_PROBE]
    assert world.backs == 0

    world.up = True
    await world.pass_time()
    assert world.monitor.online
    assert world.backs == 1
    assert world.changes == [False, True]
    probes = world.probes
    await world.pass_time(3)
    assert world.probes == probes


async def test_nothing_is_asked_while_nothing_waits(world: World) -> None:
    world.waits = False
    world.monitor.report(False)
    await world.pass_time(5)
    assert world.probes == 0
    assert not world.monitor.online

    world.waits = True
    world.monitor.report(False)
    await world.pass_time()
    assert world.probes == 1


async def test_it_goes_on_while_the_store_cannot_be_read(world: World) -> None:
    world.store_error = VaultError()
    world.monitor.report(False)
    await world.pass_time(2)
    assert world.probes == 2

    world.up = True
    await world.pass_time()
    assert world.monitor.online


async def test_somebody_else_getting_through_ends_the_looking(world: World) -> None:
    world.monitor.report(False)
    await world.pass_time()
    world.monitor.report(True)
    await world.pass_time(3)
    assert world.monitor.online
    assert world.probes == 1
    assert world.backs == 0


async def test_a_network_that_passes_probes_and_cuts_papers_is_not_tried_every_two_seconds(
    world: World,
) -> None:
    world.up = True
    for _ in range(6):
        world.monitor.report(False)
        await world.pass_time(2)
    assert world.slept == [2, 4, 8, 16, LONGEST_PROBE, LONGEST_PROBE]

    world.monitor.report(True)
    world.monitor.report(False)
    await world.pass_time()
    assert world.slept[-1] == 2
