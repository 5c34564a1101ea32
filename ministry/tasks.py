"""Tasks that end when they are asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

PATIENCE = 6.0
"""Seconds until a task is asked again: some more than what a job has to finish."""


async def end(task: asyncio.Task[Any], patience: float = PATIENCE) -> None:
    """Cancel a task until it ended, whatever it ends with.

    Once may not do: `asyncio.wait_for` of Python 3.11 forgets a cancellation that comes as what it waits for is there,
    and the pools of psycopg wait by it.
    """
    while not task.done():
        task.cancel()
        with suppress(asyncio.CancelledError):  # who is asked to end meanwhile ends with it
            await asyncio.wait({task}, timeout=patience)


async def cancellable(work: Coroutine[Any, Any, None], patience: float = PATIENCE) -> None:
    """Run work; raise CancelledError if this task is cancelled meanwhile.

    Whatever the work ends with: a group of tasks with an error raises that alone, and forgets what cancelled it. The
    work has a task of its own, because such a group leaves its task cancelled (Python 3.11).
    """
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task})
    except asyncio.CancelledError:
        await end(task, patience)
        if not task.cancelled():
            task.exception()  # what it failed with as it ended is nobody's any more
        raise
    await task
