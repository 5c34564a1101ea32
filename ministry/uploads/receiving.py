"""From the network into the tail of a file, at whatever pace the client has."""

from __future__ import annotations

import asyncio
from enum import Enum, auto

import anyio
from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from ministry.uploads.files import Tail
from ministry.uploads.holders import Holder

_FLUSH_BYTES = 256 * 1024
_FLUSH_SECONDS = 0.5
"""On a slow line bytes reach the disk at least this often, so that little is sent twice."""


class Ending(Enum):
    WHOLE = auto()
    CUT = auto()
    TAKEN_OVER = auto()
    IDLE = auto()
    TOO_LONG = auto()


async def pour(request: Request, tail: Tail, room: int, holder: Holder) -> Ending:
    """Take the body into `tail`, at most `room` bytes of it, and say how it ended. Nothing is synced yet."""
    writer = _Writer(tail)
    try:
        return await _poured(request, tail, room, holder, writer)
    finally:
        with anyio.CancelScope(shield=True):
            await writer.done()


async def _poured(request: Request, tail: Tail, room: int, holder: Holder, writer: _Writer) -> Ending:
    flushed_at = anyio.current_time()
    with holder.scope:
        holder.wait_on()
        try:
            async for chunk in request.stream():
                room -= len(chunk)
                if room < 0:
                    return Ending.TOO_LONG
                tail.take(chunk)
                if tail.waiting >= _FLUSH_BYTES or anyio.current_time() - flushed_at >= _FLUSH_SECONDS:
                    await writer.begin()
                    flushed_at = anyio.current_time()
                holder.wait_on()
        except ClientDisconnect:
            return Ending.CUT
        return Ending.WHOLE
    return Ending.TAKEN_OVER if holder.taken_over else Ending.IDLE


class _Writer:
    """Hashes and writes one part in a thread while the next comes in."""

    def __init__(self, tail: Tail) -> None:
        self._tail = tail
        self._writing: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Write what was taken, once the part before is written."""
        await self.done()
        self._writing = asyncio.create_task(run_sync(self._tail.write, self._tail.cut()))

    async def done(self) -> None:
        """Wait until nothing is being written. Given up, it may be called again. Raises what the disk raised."""
        if self._writing is not None:
            await asyncio.shield(self._writing)
            self._writing = None
