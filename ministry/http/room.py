"""Memory for large bodies, which a slow connection cannot hold against others."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial

from fastapi import Request

from ministry.http.bodies import limited_body
from ministry.problems import Problem


@dataclass(eq=False, slots=True)
class _Place:
    end: asyncio.Timeout
    size: int = 0


class Room:
    """Bytes of bodies at the same time. Of those still being read, the oldest gives way to the others."""

    def __init__(self, most: int) -> None:
        """Take the most bytes of all bodies together."""
        self._most = most
        self._held = 0
        self._reading: dict[_Place, None] = {}

    @asynccontextmanager
    async def body(self, request: Request, limit: int) -> AsyncIterator[bytes]:
        """Read a body of at most `limit` bytes; hold it meanwhile.

        Raises as `limited_body` does, and `unavailable` where it had to give way.
        """
        place = _Place(asyncio.timeout(None))
        try:
            yield await self._read(place, request, limit)
        finally:
            self._held -= place.size

    async def _read(self, place: _Place, request: Request, limit: int) -> bytes:
        self._reading[place] = None
        try:
            async with place.end:
                return await limited_body(request, limit, partial(self._grown, place))
        except TimeoutError:
            raise Problem("unavailable", headers={"Retry-After": "5", "Connection": "close"}) from None
        finally:
            self._reading.pop(place, None)

    def _grown(self, place: _Place, size: int) -> None:
        if place not in self._reading:
            return  # it gives way already
        self._held += size - place.size
        place.size = size
        while self._held > self._most and self._reading:
            oldest = next(iter(self._reading))
            del self._reading[oldest]
            self._held, oldest.size = self._held - oldest.size, 0
            oldest.end.reschedule(asyncio.get_running_loop().time())
