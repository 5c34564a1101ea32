"""What the ministry does beside its answers: its jobs, and the demonstration's clerk."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ministry.clerk import Clerk
from ministry.server import Ministry
from ministry.tasks import end

_log = logging.getLogger(__name__)


@asynccontextmanager
async def work(ministry: Ministry) -> AsyncIterator[None]:
    """Run it until the end of the block.

    A job that was begun has some seconds to finish then.
    """
    tasks = [asyncio.create_task(ministry.jobs.work())]
    if ministry.context.settings.demo:
        tasks.append(asyncio.create_task(Clerk(ministry.context, ministry.desk).keep_working()))
    for task in tasks:
        task.add_done_callback(_tell)
    try:
        yield
    finally:
        await asyncio.gather(*map(end, tasks))


def _tell(task: asyncio.Task[None]) -> None:
    """Log the error of a task that nobody awaits until the end."""
    if not task.cancelled() and (error := task.exception()):
        _log.critical("this process does no more of its jobs", exc_info=error)
