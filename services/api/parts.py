"""Parts of a document, each the body of one request: read off the loop, sent in steps that progress can be told by."""

from __future__ import annotations

import asyncio
import hashlib
import time
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import BinaryIO, TypeAlias

from services.errors import DamagedRecordError
from services.models.document import Document
from services.waiting import run_to_end

OnProgress: TypeAlias = Callable[[int], None]

_STEP = 64 * 1024
_BLOCK = 1024 * 1024
"""Bytes that are read at once, and the longest step: on a quick line each step costs more than its bytes."""
_QUICK = 0.02
"""Seconds for a step, under which the next is twice as long."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A part in memory."""

    offset: int
    data: bytes
    checksum: str
    """The value of `Upload-Checksum`."""

    @property
    def length(self) -> int:
        return len(self.data)

    async def steps(self, on_progress: OnProgress) -> AsyncIterator[bytes]:
        """Yield the bytes in steps.

        After each step `on_progress` gets the number of bytes of the whole document handed to the network.
        """
        for start in range(0, len(self.data), _STEP):
            step = self.data[start : start + _STEP]
            yield step
            on_progress(self.offset + start + len(step))


class Whole:
    """All of a document, read while it goes: two blocks of it are in memory, and its checksum is known already."""

    offset = 0

    def __init__(self, document: Document, source: BinaryIO) -> None:
        self.length = document.size
        self.checksum = _written(bytes.fromhex(document.sha256))
        self._document = document
        self._source = source
        self._ahead: asyncio.Task[bytes] | None = None

    async def steps(self, on_progress: OnProgress) -> AsyncIterator[bytes]:
        """Yield the bytes like `Chunk.steps`; each call begins at the first byte."""
        await self.settled()  # the request before may have been given up in the middle
        at, size = 0, _STEP
        ahead = self._begin(0)
        while at < self.length:
            block = await ahead
            if at + len(block) < self.length:
                ahead = self._begin(at + len(block))
            start = 0
            while start < len(block):
                step, begun = block[start : start + size], time.monotonic()
                yield step
                start += len(step)
                on_progress(at + start)
                size = min(size * 2, _BLOCK) if time.monotonic() - begun < _QUICK else _STEP
            at += len(block)

    async def settled(self) -> None:
        """Wait until the source is not being read and can be closed."""
        if self._ahead is not None:
            await asyncio.wait({self._ahead})
            if not self._ahead.cancelled():
                self._ahead.exception()  # retrieve it, or asyncio warns: the sending that awaited it was cancelled

    def _begin(self, at: int) -> asyncio.Task[bytes]:
        self._ahead = asyncio.create_task(run_to_end(_bytes, self._document, self._source, at, _BLOCK))
        return self._ahead


@asynccontextmanager
async def whole(document: Document, source: BinaryIO) -> AsyncIterator[Whole]:
    piece = Whole(document, source)
    try:
        yield piece
    finally:
        await piece.settled()


def read(document: Document, source: BinaryIO, offset: int, size: int) -> Chunk:
    """Read `size` bytes from `offset`, or as many as are left. Blocks.

    Raises DamagedRecordError if the source ends early.
    """
    data = _bytes(document, source, offset, size)
    return Chunk(offset, data, _written(hashlib.sha256(data).digest()))


def _bytes(document: Document, source: BinaryIO, offset: int, size: int) -> bytes:
    size = min(size, document.size - offset)
    source.seek(offset)
    data = source.read(size)
    while len(data) < size:
        part = source.read(size - len(data))
        if not part:
            raise DamagedRecordError("document", document.id)
        data += part
    return data


def _written(digest: bytes) -> str:
    return f"sha256 {b64encode(digest).decode()}"
