"""A reader of SQLite's write-ahead log, and of what lies beyond the place where it was damaged.

SQLite ends reading a log at the first frame whose checksum is wrong, and says nothing: whatever was committed after
it is gone with the next write. A frame beyond that place that belongs to the same log and ends a transaction tells
damage from a write that was cut. The layout is that of https://sqlite.org/fileformat2.html, section 4.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

HEADER, FRAME_HEADER = 32, 24
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""The magic numbers, with the order of the bytes that checksums are taken over."""


@dataclass(slots=True)
class Log:
    """The images of pages in a log."""

    pages: dict[int, bytes] = field(default_factory=dict)
    """The pages as they are after the last whole transaction, by number."""
    beyond: list[tuple[int, bytes]] = field(default_factory=list)
    """Number and image of what comes after it and belongs to the same log, in its order."""
    is_broken: bool = False
    """True if a transaction was ended beyond the place where the log breaks off."""


def read(log: bytes, size: int) -> Log:
    """Read a log whose pages have `size` bytes."""
    found = Log()
    step = FRAME_HEADER + size
    ends = _whole(log, size, found.pages)
    for at in range(ends, len(log) - step + 1, step):
        number, committed = struct.unpack(">II", log[at : at + 8])
        # One half is enough: the other may be what was damaged, here or in the header.
        if log[at + 8 : at + 12] == log[16:20] or log[at + 12 : at + 16] == log[20:24]:
            found.beyond.append((number, log[at + FRAME_HEADER : at + step]))
            found.is_broken |= committed != 0
    return found


def _whole(log: bytes, size: int, pages: dict[int, bytes]) -> int:
    """Collect the pages of all whole transactions.

    Returns where the first frame begins that belongs to none.
    """
    order = _MAGIC.get(int.from_bytes(log[:4], "big"))
    ends = HEADER
    if order is None or len(log) < HEADER or int.from_bytes(log[8:12], "big") != size:
        return ends
    sums = _checksum(log[:24], order, (0, 0))
    if struct.unpack(">II", log[24:32]) != sums:
        return ends
    pending: dict[int, bytes] = {}
    for at in range(HEADER, len(log) - FRAME_HEADER - size + 1, FRAME_HEADER + size):
        header = log[at : at + FRAME_HEADER]
        if header[8:16] != log[16:24]:
            break
        page = log[at + FRAME_HEADER : at + FRAME_HEADER + size]
        sums = _checksum(page, order, _checksum(header[:8], order, sums))
        if struct.unpack(">II", header[16:24]) != sums:
            break
        number, committed = struct.unpack(">II", header[:8])
        pending[number] = page
        if committed:
            pages |= pending
            pending = {}
            ends = at + FRAME_HEADER + size
    return ends


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second
