"""Pieces of a document on their way: read off the loop, sent in steps that progress can be told by."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import BinaryIO

from services.errors import DamagedRecordError
from services.models.document import Document

_STEP = 64 * 1024


@dataclass(frozen=True, slots=True)
class Chunk:
    offset: int
    data: bytes
    checksum: str
    """As `Upload-Checksum` writes it."""

    async def steps(self, on_progress: Callable[[int], None]) -> AsyncIterator[bytes]:
        """The bytes; `on_progress` hears how much of the whole document was handed to the network."""
        for start in range(0, len(self.data), _STEP):
            step = self.data[start : start + _STEP]
            yield step
            on_progress(self.offset + start + len(step))


def read(document: Document, source: BinaryIO, offset: int, size: int) -> Chunk:
    """`size` bytes from `offset`, or as many as are left. Blocks.

    Raises DamagedRecordError if the source ends early.
    """
    size = min(size, document.size - offset)
    source.seek(offset)
    data = bytearray()
    while len(data) < size:
        part = source.read(size - len(data))
        if not part:
            raise DamagedRecordError("document", document.id)
        data += part
    checksum = b64encode(hashlib.sha256(data).digest()).decode()
    return Chunk(offset, bytes(data), f"sha256 {checksum}")
