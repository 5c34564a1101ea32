"""A lock of a profile's folder, held while its file is read, changed and written: two windows lose no change.

POSIX locks the folder itself, which takes no room on a full disk. Windows locks no folders: there a file does it.
"""

from __future__ import annotations

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import DamagedRecordError, ProfileInUseError
from services.vault import durable

WAITS = 10.0
"""Seconds; a slow phone needs about two for what is done meanwhile."""
_STEP = 0.02

if sys.platform == "win32":
    import msvcrt

    _FILE = "profile.lock"

    def _taken(folder: Path) -> int | None:
        descriptor = os.open(folder / _FILE, os.O_RDWR | os.O_CREAT | os.O_BINARY, 0o600)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            os.close(descriptor)
            return None
        return descriptor

else:
    import fcntl

    def _taken(folder: Path) -> int | None:
        """Return the descriptor that holds the lock, None where another holds it."""
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES):
                os.close(descriptor)
                return None
            # A file system without locks: nobody is kept from a new PIN for it.
        return descriptor


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Keep others from changing the profile in `folder` during the block.

    Raises `ProfileInUseError` where another holds it for too long, and `DamagedRecordError` where the profile is gone.
    """
    try:
        descriptor = _wait_for(folder)
        try:
            yield
        finally:
            os.close(descriptor)
    except FileNotFoundError as error:
        raise DamagedRecordError("profile", folder.name) from error


def _wait_for(folder: Path) -> int:
    ends = time.monotonic() + WAITS
    with durable.disk_errors():
        while (descriptor := _taken(folder)) is None:
            if time.monotonic() >= ends:
                raise ProfileInUseError
            time.sleep(_STEP)
    return descriptor
