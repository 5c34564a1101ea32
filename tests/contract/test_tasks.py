"""Tasks end when they are asked to, even where the first time is forgotten."""

from __future__ import annotations

import asyncio

import pytest

from ministry.tasks import cancellable, end

PATIENCE = 0.01


async def deaf(times: int) -> None:
    """Forget some cancellations.

    As what waits by `asyncio.wait_for` of Python 3.11 may.
    """
    for _ in range(times):
        try:
            await asyncio.sleep(3600)
        except asyncio.CancelledError:
            continue
    await asyncio.sleep(3600)


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_a_task_that_forgets_that_it_was_cancelled_ends(times: int) -> None:
    task = asyncio.create_task(deaf(times))
    await asyncio.sleep(0)
    await end(task, PATIENCE)
    assert task.cancelled()


@pytest.mark.parametrize("times", [0, 1, 3])
async def test_work_is_over_before_its_cancellation_is_told(times: int) -> None:
    over = asyncio.Event()

    async def work() -> None:
        try:
            await deaf(times)
        finally:
            over.set()

    task = asyncio.create_task(cancellable(work(), PATIENCE))
    await asyncio.sleep(PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert over.is_set()


async def test_what_work_fails_with_is_raised() -> None:
    async def work() -> None:
        raise ValueError("of the work")

    with pytest.raises(ValueError, match="of the work"):
        await cancellable(work(), PATIENCE)


async def test_what_work_fails_with_as_it_is_cancelled_does_not_hide_that() -> None:
    async def work() -> None:
        try:
            await asyncio.sleep(3600)
        finally:
            raise ValueError("of the work")

    task = asyncio.create_task(cancellable(work(), PATIENCE))
    await asyncio.sleep(PATIENCE)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
