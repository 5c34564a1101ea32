"""Group commit: what comes while the disk syncs is written in the next transaction, all of it in one.

A sync costs as much for one record as for twenty. Each job has a savepoint of its own, so one that fails takes nothing
of the others with it, and nobody is answered before the commit that holds what they sent (docs/adr/0066).
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeAlias, TypeVar

from ministry.direct import Direct

Result = TypeVar("Result")
Begun: TypeAlias = Callable[[], AbstractAsyncContextManager[Direct]]
"""A transaction: committed durably at the end of its block, or undone if an error leaves it."""
_MOST = 64
"""Jobs of one group; so long the first of them waits for the others."""


class _Kept:
    """Keeps the error that leaves its block, for whoever waits for it."""

    error: Exception | None = None

    def __enter__(self) -> _Kept:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, error: BaseException | None, _way: TracebackType | None
    ) -> bool:
        if isinstance(error, Exception):
            self.error = error
        return self.error is error is not None


@dataclass(slots=True, eq=False)
class _Waiting:
    """A job, and where its outcome is waited for."""

    job: Callable[[Direct], Any]
    outcome: asyncio.Future[Any]
    value: Any = None
    error: Exception | None = None

    def tell(self, failed: Exception | None) -> None:
        """`failed` is what kept all of the group from being written."""
        error = failed or self.error
        if self.outcome.done():
            return  # whoever waited was cancelled
        if error is None:
            self.outcome.set_result(self.value)
        else:
            self.outcome.set_exception(error)


class Groups:
    """Of one event loop: jobs are run on it, one after the other; it never waits for the disk."""

    def __init__(self, transaction: Begun) -> None:
        self._transaction = transaction
        self._waiting: list[_Waiting] = []
        self._work: asyncio.Task[None] | None = None

    async def write(self, job: Callable[[Direct], Result]) -> Result:
        """What `job` gives, once what it wrote is on disk for good. An error of the job undoes what it wrote, and is
        raised here; so is one of the commit, which undoes the whole group. `job` must be short.
        """
        waiting = _Waiting(job, asyncio.get_running_loop().create_future())
        self._waiting.append(waiting)
        if self._work is None:
            self._work = asyncio.create_task(self._write_all())
        result: Result = await waiting.outcome
        return result

    async def _write_all(self) -> None:
        try:
            while self._waiting:
                await self._write_next()
        finally:
            self._work = None

    async def _write_next(self) -> None:
        group: list[_Waiting] = []
        with _Kept() as kept:
            async with self._transaction() as direct:
                group = self._next()
                for waiting in group:
                    _do(waiting, direct)
        for waiting in group or self._next():
            waiting.tell(kept.error)

    def _next(self) -> list[_Waiting]:
        group, self._waiting = self._waiting[:_MOST], self._waiting[_MOST:]
        return group


def _do(waiting: _Waiting, direct: Direct) -> None:
    direct.say("SAVEPOINT job")
    with _Kept() as kept:
        waiting.value = waiting.job(direct)
    waiting.error = kept.error
    if kept.error is not None:
        # SQLite undoes all of a transaction by itself when the disk is full: then this fails too, and so the group.
        direct.say("ROLLBACK TO SAVEPOINT job")
    direct.say("RELEASE SAVEPOINT job")
