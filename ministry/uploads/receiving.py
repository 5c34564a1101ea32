"""The way from the network to where bytes are kept, at whatever pace the client has."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum, auto
from hashlib import sha256
from typing import TypeAlias

from anyio.to_thread import run_sync
from fastapi import Request
from starlette.requests import ClientDisconnect

from ministry.uploads.holding import FLUSH_SECONDS, TakenOverError
from ministry.uploads.standing import HELD

FLUSH_BYTES = 256 * 1024
"""A body of at most this size that comes quickly is kept all at once, by the request that brings it."""
_LOOK_SECONDS = 2.0
"""A request that waits for bytes looks this often whether another took over."""
Keep: TypeAlias = Callable[[bytes], Awaitable[None]]
Look: TypeAlias = Callable[[], Awaitable[None]]


class Ending(Enum):
    WHOLE = auto()
    CUT = auto()
    TAKEN_OVER = auto()
    IDLE = auto()
    TOO_LONG = auto()


async def pour(
    request: Request, keep: Keep, room: int, look: Look | None = None
) -> tuple[Ending, bytes, bytes]:
    """Pass at most `room` bytes of the body to `keep`.

    Returns how the body ended, the last bytes, which are not passed, and the SHA-256 of all. While nothing comes,
    `look` is called now and then. It and `keep` raise `TakenOverError`.
    """
    writer = _Writer(keep)
    try:
        ending = await _poured(request, writer, room, look)
        await writer.done()
    except TakenOverError:
        ending = Ending.TAKEN_OVER
    rest = writer.rest()
    await run_sync(writer.digest.update, rest)
    return ending, rest, writer.digest.digest()


async def _poured(request: Request, writer: _Writer, room: int, look: Look | None) -> Ending:
    stream = request.stream()
    coming: asyncio.Task[bytes] | None = None
    idle = 0.0
    try:
        while True:
            coming = coming or asyncio.ensure_future(anext(stream))
            patience = FLUSH_SECONDS if writer.waiting else _LOOK_SECONDS
            if not (await asyncio.wait({coming}, timeout=patience))[0]:
                idle += patience
                if idle >= HELD.total_seconds():
                    return Ending.IDLE
                await writer.flush()
                if look is not None:
                    await look()
                continue
            chunk, coming, idle = coming.result(), None, 0.0
            room -= len(chunk)
            if room < 0:
                return Ending.TOO_LONG
            await writer.take(chunk)
    except StopAsyncIteration:
        return Ending.WHOLE
    except ClientDisconnect:
        return Ending.CUT
    finally:
        if coming is not None:
            coming.cancel()


class _Writer:
    """A writer that keeps one part while the next comes in."""

    def __init__(self, keep: Keep) -> None:
        self._keep = keep
        self._waiting = bytearray()
        self._since = 0.0
        self._writing: asyncio.Task[None] | None = None
        self.digest = sha256()

    @property
    def waiting(self) -> int:
        """The number of bytes in memory."""
        return len(self._waiting)

    def rest(self) -> bytes:
        """Return what was taken and is not kept."""
        return bytes(self._waiting)

    async def take(self, chunk: bytes) -> None:
        now = asyncio.get_running_loop().time()
        self._since = self._since if self._waiting else now
        self._waiting += chunk
        if len(self._waiting) > FLUSH_BYTES or now - self._since >= FLUSH_SECONDS:
            await self.flush()

    async def flush(self) -> None:
        """Keep what was taken, once the part before is kept."""
        await self.done()
        if self._waiting:
            part, self._waiting = bytes(self._waiting), bytearray()
            self._writing = asyncio.create_task(self._write(part))

    async def done(self) -> None:
        """Wait until nothing is being kept. Raises what keeping raised."""
        if self._writing is not None:
            writing, self._writing = self._writing, None
            await asyncio.shield(writing)

    async def _write(self, part: bytes) -> None:
        await run_sync(self.digest.update, part)
        await self._keep(part)
