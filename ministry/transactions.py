"""Writing transactions for an event loop, which must wait neither for other writers nor for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager

from sqlalchemy.exc import OperationalError

from ministry.direct import Direct
from ministry.turns import Turn

BUSY_SECONDS = 10
"""So long a writer waits for the others; after that it is told to come again."""


class Transactions:
    """Of one connection, one after the other. The statements run on the loop; a thread waits and commits.

    A thread for each statement would cost more than the statement: each has to get Python's lock back from the loop.
    """

    def __init__(self, connect: Callable[[], Direct], turn: Turn, *, is_sqlite: bool) -> None:
        self._connect = connect
        self._turn = turn
        self._is_sqlite = is_sqlite
        self._direct: Direct | None = None
        self._thread = ThreadPoolExecutor(1, "commit")

    @asynccontextmanager
    async def begun(self) -> AsyncIterator[Direct]:
        """Committed durably at its end, or undone if an error leaves it. Raises OperationalError after waiting for
        other writers for too long.
        """
        loop = asyncio.get_running_loop()
        self._direct = direct = self._direct or self._connect()
        if not self._begin_at_once(direct):
            await loop.run_in_executor(self._thread, self._begin, direct, BUSY_SECONDS)
        with ExitStack() as undo:
            undo.callback(self._end, direct)
            yield direct
            undo.pop_all()
        await loop.run_in_executor(self._thread, self._commit, direct)

    def close(self) -> None:
        """Waits for the commit that was begun."""
        self._thread.shutdown()
        if self._direct is not None:
            self._direct.close()
            self._direct = None

    def _begin_at_once(self, direct: Direct) -> bool:
        """Whether there was nobody to wait for."""
        try:
            self._begin(direct, 0)
        except OperationalError:
            return False  # whatever it was, the thread finds it again
        return True

    def _begin(self, direct: Direct, seconds: int) -> None:
        if not self._turn.take(seconds):
            raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError())
        if not self._is_sqlite:
            return  # others begin by themselves
        try:
            direct.say(f"PRAGMA busy_timeout={seconds * 1000}")
            direct.say("BEGIN IMMEDIATE")
        except OperationalError:
            self._turn.give_back()
            raise

    def _commit(self, direct: Direct) -> None:
        try:
            direct.commit()
        finally:
            self._end(direct)

    def _end(self, direct: Direct) -> None:
        """Undoes what was not committed."""
        try:
            direct.rollback()
        finally:
            self._turn.give_back()
