"""One request at a time holds an upload; one that asks where it stands takes it over.

A connection that died unnoticed must not keep its upload for as long as the system's time-outs last: the
client that comes back asks with HEAD, and that ends the request that still waits for bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import anyio

from ministry.problems import Problem
from ministry.quotas import reached

IDLE_SECONDS = 60.0
"""A client that sends nothing for so long is given up; it resumes later."""
_GRACE_SECONDS = 0.1
"""What reached this machine before the line broke is still read: it comes faster than this."""
_MOST_GRACE_SECONDS = 2.0
"""So long a request that goes on sending is read after it was taken over."""


class Holder:
    """A request that holds an upload. It waits for bytes inside of `scope`, which ends the wait in time."""

    def __init__(self) -> None:
        self.scope = anyio.CancelScope()
        self.released = anyio.Event()
        self._taken_over_at: float | None = None

    @property
    def taken_over(self) -> bool:
        return self._taken_over_at is not None

    def take_over(self) -> None:
        if self._taken_over_at is None:
            self._taken_over_at = anyio.current_time()
            self.wait_on()

    def wait_on(self) -> None:
        """Bytes came: wait for the next."""
        now = anyio.current_time()
        if self._taken_over_at is None:
            self.scope.deadline = now + IDLE_SECONDS
        else:
            self.scope.deadline = min(now + _GRACE_SECONDS, self._taken_over_at + _MOST_GRACE_SECONDS)


class Holders:
    """Of one event loop: an upload is written by one process of the server only."""

    def __init__(self, most: int | None = None) -> None:
        """One person may bring `most` documents at the same time; asking where they stand is always free."""
        self._most = most
        self._holders: dict[tuple[str, str], Holder] = {}

    @asynccontextmanager
    async def hold(self, key: tuple[str, str], *, take_over: bool) -> AsyncIterator[Holder]:
        """Hold `key`, a person and a document, for the block. Where another request holds it: wait until that one,
        ended, has put its bytes on disk, or without `take_over` raise `upload-locked`. Raises `quota-reached`.
        """
        while (other := self._holders.get(key)) is not None:
            if not take_over:
                raise Problem("upload-locked", headers={"Retry-After": "1"})
            other.take_over()
            await other.released.wait()
        if self._most is not None and not take_over and self._held_for(key[0]) >= self._most:
            raise reached(1)
        holder = Holder()
        self._holders[key] = holder
        try:
            yield holder
        finally:
            del self._holders[key]
            holder.released.set()

    def _held_for(self, person: str) -> int:
        return sum(holder == person for holder, _ in self._holders)
