"""The databases that this process has open: each once, and read without giving up its lock.

POSIX drops every lock that a process has on a file as soon as the process closes any descriptor of it. So a second
opening is refused before it makes a descriptor, and code that reads the file directly does so here, through one
descriptor that stays until the database is closed. A file is known by device and number: names may be links.
"""

from __future__ import annotations

import errno
import os
import sys
import threading
import time
from pathlib import Path

from services.errors import ProfileInUseError

IN_USE_AFTER = 1.0
"""Seconds: a window that is just closing is waited for."""
_STEP = 0.02

_Identity = tuple[int, int]
_held: dict[_Identity, int | None] = {}
"""The files and folders of open databases, with the descriptor where the file was read."""
_changing = threading.RLock()  # what is collected meanwhile is released

if sys.platform == "win32":
    # Locks belong to a handle there, and a file that is open cannot be put in another's place: none is kept open.

    def _take(descriptor: int) -> bool:
        """Lock what SQLite locks while it has a database for itself.

        False where another process did.
        """
        return True

else:
    import fcntl

    _FIRST, _COUNT = 0x40000002, 510
    """The bytes that stand for having a database open: https://sqlite.org/src/file?name=src/os_unix.c."""

    def _take(descriptor: int) -> bool:
        """Lock what SQLite locks while it has a database for itself.

        False where another process did.
        """
        for kind in (fcntl.LOCK_EX, fcntl.LOCK_SH):
            try:
                fcntl.lockf(descriptor, kind | fcntl.LOCK_NB, _COUNT, _FIRST)
            except OSError as error:
                if error.errno in (errno.EACCES, errno.EAGAIN):
                    return False
                # Not open for writing: to share it keeps others out as well. Without locks SQLite opens nothing.
            else:
                return True
        return True


class Hold:
    """The hold of this process on the database at `path`, which it has for itself or is about to open.

    The folder counts as well: there may be no file, and a repair puts another one in its place.
    """

    def __init__(self, path: Path) -> None:
        """Raise `ProfileInUseError` where it is open, in this process or in another."""
        self._path = path
        self._mine: list[_Identity] = []
        ends = time.monotonic() + IN_USE_AFTER
        while not self._claim():
            if time.monotonic() > ends:
                raise ProfileInUseError
            time.sleep(_STEP)

    def renew(self) -> None:
        """Note the file that replaced the database in a repair.

        To be called while the new one is open.
        """
        with _changing:
            found = _identity(self._path)
            if found is not None and found not in self._mine:
                _held.setdefault(found, None)
                self._mine.append(found)

    def release(self) -> None:
        """Release a database once SQLite has closed it. May be called twice."""
        with _changing:
            for identity in self._mine:
                descriptor = _held.pop(identity, None)
                if descriptor is not None:
                    os.close(descriptor)
            self._mine.clear()

    def __enter__(self) -> Hold:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()

    def __del__(self) -> None:
        self.release()

    def _claim(self) -> bool:
        with _changing:
            file = _identity(self._path)
            wanted = [each for each in (_identity(self._path.parent), file) if each is not None]
            if any(each in _held for each in wanted):
                return False
            _held.update(dict.fromkeys(wanted))
            self._mine = wanted
            is_free = file is None or _lock(self._path, file)
            # Another process may have put another file in its place meanwhile, and have that open.
            is_free = is_free and _identity(self._path) == file
        if not is_free:
            self.release()
        return is_free


def lock(path: Path) -> None:
    """Lock a held database before it is reopened; closing released its lock.

    Raises `ProfileInUseError` where another process took the lock meanwhile.
    """
    with _changing:
        found = _identity(path)
        if found in _held and not _lock(path, found):
            raise ProfileInUseError


def read(path: Path, most: int = -1) -> bytes:
    """Return the first `most` bytes of a database, or all. Raises `OSError`."""
    with _changing:
        found = _identity(path)
        descriptor = None if found is None or found not in _held else _descriptor(path, found)
        if descriptor is None:
            with path.open("rb") as file:
                return file.read(most)
        size = os.fstat(descriptor).st_size
        size = size if most < 0 else min(most, size)
        return _read(descriptor, size)


def _read(descriptor: int, size: int) -> bytes:
    content = bytearray()
    os.lseek(descriptor, 0, os.SEEK_SET)
    while len(content) < size:
        piece = os.read(descriptor, size - len(content))
        if not piece:
            break
        content += piece
    return bytes(content)


def _lock(path: Path, identity: _Identity) -> bool:
    try:
        descriptor = _descriptor(path, identity)
    except OSError:
        return True  # what cannot be opened here SQLite does not open either
    return descriptor is None or _take(descriptor)


def _descriptor(path: Path, identity: _Identity) -> int | None:
    """Return the one descriptor of a file that is held.

    None where none may be kept open.
    """
    known = _held[identity]
    if known is None and sys.platform != "win32":
        try:
            known = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except OSError:
            known = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        _held[identity] = known
    return known


def _identity(path: Path) -> _Identity | None:
    """Return device and number of a file; None where it is missing."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
