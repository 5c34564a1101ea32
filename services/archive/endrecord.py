"""The end of a ZIP file, read before the rest: how many entries it has and how large their directory is.

`zipfile` makes an object for each entry before anybody can count them: a million entries cost 10 seconds and 230 MB.
Only what `zipfile` writes is taken (APPNOTE 6.3, 4.3.12 to 4.3.16), so that both read the same directory: no comment,
nothing before, between or after the parts, ZIP64 or not.
"""

from __future__ import annotations

import os
import struct
from typing import Any, BinaryIO

from services.errors import ArchiveError

_END = struct.Struct("<4s4H2LH")
_LOCATOR = struct.Struct("<4sLQL")
_END_64 = struct.Struct("<4sQ2H2L4Q")
_ENTRY = struct.Struct("<4s24x3H12x")
_ENTRY_SIZE = 46
_MOST_OF_ONE = 256
"""Bytes of an entry of the directory. A name has at most 115, and ZIP64 adds 28."""


def check_entries(file: BinaryIO, most: int) -> None:
    """Refuse a file of more than `most` entries. Raises `ArchiveError`."""
    size = file.seek(0, os.SEEK_END)
    count, directory, start = _directory(file, size)
    if count > most or directory > most * _MOST_OF_ONE:
        raise ArchiveError("too_large")
    if start < 0 or directory > size:
        raise ArchiveError("damaged")
    file.seek(start)
    if _counted(file.read(directory), most) != count:
        raise ArchiveError("damaged")


def _directory(file: BinaryIO, size: int) -> tuple[int, int, int]:
    """Read number of entries, bytes of their directory, and its offset."""
    at = size - _END.size
    sign, disk, first_disk, here, count, directory, offset, comment = _read(file, at, _END)
    if sign != b"PK\5\6" or comment:
        raise ArchiveError("damaged")
    if at >= _LOCATOR.size + _END_64.size:
        sign, disk_64, end_64, disks = _read(file, at - _LOCATOR.size, _LOCATOR)
        if sign == b"PK\6\7":
            at -= _LOCATOR.size + _END_64.size
            found = _read(file, at, _END_64)
            sign, length, _, _, disk, first_disk, here, count, directory, offset = found
            if sign != b"PK\6\6" or length != _END_64.size - 12 or (disk_64, disks, end_64) != (0, 1, at):
                raise ArchiveError("damaged")
    if (disk, first_disk) != (0, 0) or here != count or offset + directory != at:
        raise ArchiveError("damaged")
    return count, directory, offset


def _counted(directory: bytes, most: int) -> int:
    """Count the entries in the directory itself; raise once they exceed `most`."""
    at = count = 0
    while at < len(directory):
        if count >= most:
            raise ArchiveError("too_large")
        if at + _ENTRY_SIZE > len(directory):
            raise ArchiveError("damaged")
        sign, name, extra, comment = _ENTRY.unpack_from(directory, at)
        if sign != b"PK\1\2":
            raise ArchiveError("damaged")
        at += _ENTRY_SIZE + name + extra + comment
        count += 1
    if at != len(directory):
        raise ArchiveError("damaged")
    return count


def _read(file: BinaryIO, at: int, form: struct.Struct) -> tuple[Any, ...]:
    if at < 0:
        raise ArchiveError("damaged")
    file.seek(at)
    data = file.read(form.size)
    if len(data) != form.size:
        raise ArchiveError("damaged")
    return form.unpack(data)
