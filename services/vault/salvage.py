"""Reads the records out of a database file that SQLite does not read any more.

It looks at every page for itself, without the tree that leads to it: a broken header or inner page costs nothing but
itself. That is safe because records are sealed (`rows.RowSealer`): what opens is genuine. The layout is that of
https://sqlite.org/fileformat2.html, sections 1.3 (header), 1.6 (pages), 2.1 (records) and 4 (write-ahead log).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_MAGIC = b"SQLite format 3\0"
_USUAL_PAGE = 4096
_TABLE_LEAF = 0x0D
_LEAF_HEADER = 8
_WAL_HEADER, _FRAME_HEADER = 32, 24
_WAL_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""With the order of the bytes that its checksums are taken over."""
_COLUMNS = 8
_INTEGER_SIZES = {0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8, 7: 8, 8: 0, 9: 0}


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table `record`, as it stands: sealed."""

    kind: str
    id: str
    version: int
    state: str | None
    attempts: int
    not_before: float | None
    head: bytes
    body: bytes


class _BrokenCellError(Exception):
    """A cell that does not hold together; the others are looked at all the same."""


def rows(path: Path) -> Iterator[Row]:
    """Every row that can be read, from the file and its write-ahead log; the same record may come more than once.

    Holds the whole file in memory. Raises `FileNotFoundError`, `OSError`.
    """
    file = path.read_bytes()
    size = _page_size(file)
    pages = {number + 1: file[at : at + size] for number, at in enumerate(range(0, len(file), size))}
    log = path.with_name(f"{path.name}-wal")
    if log.exists():
        pages |= _committed(log.read_bytes(), size)
    for page in pages.values():
        if len(page) == size and page[0] == _TABLE_LEAF:
            yield from _rows_of(page, pages)


def _page_size(file: bytes) -> int:
    if not file.startswith(_MAGIC) or len(file) < 18:
        return _USUAL_PAGE
    size = int.from_bytes(file[16:18], "big")
    size = 65536 if size == 1 else size
    return size if size >= 512 and not size & (size - 1) else _USUAL_PAGE


def _committed(log: bytes, size: int) -> dict[int, bytes]:
    """The pages of the log up to its last commit, by number. What a transaction left half done is not in it."""
    order = _WAL_MAGIC.get(int.from_bytes(log[:4], "big"))
    if order is None or len(log) < _WAL_HEADER or int.from_bytes(log[8:12], "big") != size:
        return {}
    salts = log[16:24]
    sums = _checksum(log[:24], order, (0, 0))
    pages: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    for at in range(_WAL_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        header = log[at : at + _FRAME_HEADER]
        page = log[at + _FRAME_HEADER : at + _FRAME_HEADER + size]
        sums = _checksum(page, order, _checksum(header[:8], order, sums))
        if header[8:16] != salts or struct.unpack(">II", header[16:24]) != sums:
            break
        number, committed = struct.unpack(">II", header[:8])
        pending[number] = page
        if committed:
            pages |= pending
            pending = {}
    return pages


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for even, odd in zip(words[::2], words[1::2], strict=True):
        first = (first + even + second) & 0xFFFFFFFF
        second = (second + odd + first) & 0xFFFFFFFF
    return first, second


def _rows_of(page: bytes, pages: dict[int, bytes]) -> Iterator[Row]:
    count = int.from_bytes(page[3:5], "big")
    for cell in range(min(count, len(page) // 2)):
        at = int.from_bytes(page[_LEAF_HEADER + 2 * cell : _LEAF_HEADER + 2 * cell + 2], "big")
        try:
            row = _row(_payload(page, at, pages))
        except (_BrokenCellError, UnicodeDecodeError, struct.error):
            continue
        if row is not None:
            yield row


def _payload(page: bytes, at: int, pages: dict[int, bytes]) -> bytes:
    """What a cell holds, collected from its overflow pages."""
    length, at = _varint(page, at)
    _, at = _varint(page, at)
    usable = len(page)
    if length > usable * len(pages):
        raise _BrokenCellError  # chains that turn in a circle would never end otherwise
    most, least = usable - 35, (usable - 12) * 32 // 255 - 23
    local = length
    if length > most:
        local = least + (length - least) % (usable - 4)
        local = local if local <= most else least
    payload = bytearray(page[at : at + local])
    following = int.from_bytes(page[at + local : at + local + 4], "big") if local < length else 0
    while len(payload) < length:
        overflow = pages.get(following, b"")
        if len(overflow) != usable:
            raise _BrokenCellError
        payload += overflow[4 : 4 + length - len(payload)]
        following = int.from_bytes(overflow[:4], "big")
    return bytes(payload)


def _row(payload: bytes) -> Row | None:
    """None for a row of another table."""
    size, at = _varint(payload, 0)
    types = []
    while at < size:
        serial, at = _varint(payload, at)
        types.append(serial)
    if len(types) != _COLUMNS:
        return None
    values = []
    for serial in types:
        value, at = _value(payload, at, serial)
        values.append(value)
    match values:
        case [str(), str(), int(), str() | None, int(), int() | float() | None, bytes(), bytes()]:
            return Row(*values)
    return None


def _value(payload: bytes, at: int, serial: int) -> tuple[Any, int]:
    if serial >= 12:
        size = (serial - 12) // 2
    elif serial in _INTEGER_SIZES:
        size = _INTEGER_SIZES[serial]
    else:
        raise _BrokenCellError
    raw = payload[at : at + size]
    if len(raw) != size:
        raise _BrokenCellError
    value: Any = raw
    if serial >= 12:
        value = raw.decode() if serial % 2 else raw
    elif serial == 0:
        value = None
    elif serial == 7:
        (value,) = struct.unpack(">d", raw)
    else:
        value = serial - 8 if serial >= 8 else int.from_bytes(raw, "big", signed=True)
    return value, at + size


def _varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for number in range(9):
        if at + number >= len(data):
            raise _BrokenCellError
        byte = data[at + number]
        if number == 8:
            return value << 8 | byte, at + 9
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + number + 1
    raise _BrokenCellError
