"""What the ministry does beside its answers: its jobs, and the demonstration's clerk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from ministry.clerk import Clerk
from ministry.server import Ministry


@asynccontextmanager
async def work(ministry: Ministry) -> AsyncIterator[None]:
    """Run it until the end of the block; a job that was begun has some seconds to finish then."""
    tasks = [asyncio.create_task(ministry.jobs.work())]
    if ministry.context.settings.demo:
        tasks.append(asyncio.create_task(Clerk(ministry.context, ministry.desk).keep_working()))
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task
