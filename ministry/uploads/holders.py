"""One request at a time holds an upload; one that asks where it stands takes it over.

A connection that died unnoticed must not keep its upload for as long as the system's time-outs last: the
client that comes back asks with HEAD, and that ends the request that still waits for bytes.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Hashable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import anyio

from ministry.problems import Problem


@dataclass(frozen=True, slots=True)
class Holder:
    """`scope` is entered while the request waits for bytes: that is where it can be ended."""

    scope: anyio.CancelScope = field(default_factory=anyio.CancelScope)
    taken_over: anyio.Event = field(default_factory=anyio.Event)
    released: anyio.Event = field(default_factory=anyio.Event)


class Holders:
    """Of one event loop: an upload is written by one process of the server only."""

    def __init__(self) -> None:
        self._holders: dict[Hashable, Holder] = {}

    @asynccontextmanager
    async def hold(self, key: Hashable, *, take_over: bool) -> AsyncIterator[Holder]:
        """Hold `key` for the block. Where another request holds it: wait until that one, ended, has put its
        bytes on disk, or without `take_over` raise `upload-locked`.
        """
        while (other := self._holders.get(key)) is not None:
            if not take_over:
                raise Problem("upload-locked", headers={"Retry-After": "1"})
            other.taken_over.set()
            other.scope.cancel()
            await other.released.wait()
        holder = Holder()
        self._holders[key] = holder
        try:
            yield holder
        finally:
            del self._holders[key]
            holder.released.set()
