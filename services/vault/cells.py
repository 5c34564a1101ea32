"""The decoding of the cells of SQLite's pages, each for itself.

The layout is that of https://sqlite.org/fileformat2.html, sections 1.6 (pages) and 2.1 (records).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Any

_INTEGER_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


class BrokenCellError(Exception):
    """A cell that does not hold together; the others are looked at all the same."""


def places(page: bytes, header: int) -> Iterator[int]:
    """Yield where the cells begin.

    Their number may be wrong: pointers are read up to the first cell.
    """
    count, lowest = int.from_bytes(page[3:5], "big"), len(page)
    number = 0
    while (place := header + 2 * number) + 2 <= lowest:
        at = int.from_bytes(page[place : place + 2], "big")
        if place + 2 <= at < len(page):
            lowest = min(lowest, at) if number < count else lowest
            yield at
        elif number >= count:
            return
        number += 1


def payload(page: bytes, at: int, length: int, most: int, pages: Mapping[int, bytes]) -> bytes:
    """Return what a cell holds, collected from its overflow pages."""
    usable = len(page)
    if length > usable * len(pages):
        raise BrokenCellError  # chains that turn in a circle would never end otherwise
    least = (usable - 12) * 32 // 255 - 23
    local = length
    if length > most:
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
    held = bytearray(page[at : at + local])
    following = int.from_bytes(page[at + local : at + local + 4], "big") if local < length else 0
    while len(held) < length:
        overflow = pages.get(following, b"")
        if len(overflow) != usable:
            raise BrokenCellError
        held += overflow[4 : 4 + length - len(held)]
        following = int.from_bytes(overflow[:4], "big")
    return bytes(held)


def values(record: bytes) -> list[Any]:
    """Return the columns of a record."""
    size, at = varint(record, 0)
    types = []
    while at < size:
        serial, at = varint(record, at)
        types.append(serial)
    read = []
    for serial in types:
        value, at = _value(record, at, serial)
        read.append(value)
    return read


def _value(record: bytes, at: int, serial: int) -> tuple[Any, int]:
    if serial >= 12:
        size = (serial - 12) // 2
    elif serial in _INTEGER_SIZES:
        size = _INTEGER_SIZES[serial]
    else:
        raise BrokenCellError
    raw = record[at : at + size]
    if len(raw) != size:
        raise BrokenCellError
    value: Any = raw
    if serial >= 12:
        try:
            value = raw.decode() if serial % 2 else raw
        except UnicodeDecodeError:
            raise BrokenCellError from None
    elif serial == 0:
        value = None
    elif serial == 7:
        (value,) = struct.unpack(">d", raw)
    else:
        value = serial - 8 if serial >= 8 else int.from_bytes(raw, "big", signed=True)
    return value, at + size


def varint(data: bytes, at: int) -> tuple[int, int]:
    """Return a number, and where it ends."""
    value = 0
    for number in range(9):
        if at + number >= len(data):
            raise BrokenCellError
        byte = data[at + number]
        if number == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    raise BrokenCellError
