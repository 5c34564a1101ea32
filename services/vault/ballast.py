"""Room kept back for the day the disk is full: even deleting needs some, and so do a person's own words.

A file of random bytes lies in the profile's folder. When the disk has no room left it is removed, and what it held
is there for records alone: no attachment is taken until it is back. `docs/adr/0014` has the reasons.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from services.errors import VaultError
from services.vault import durable

FILE = "ballast"
SIZE = 1024 * 1024
"""Bytes. A deletion writes about 40 KB, a draft of 4 KB about 25 KB, and the log is emptied after each."""
TIGHT = SIZE // 4
"""Free bytes below which it is given away before a write rather than after one failed."""
ROOMY = 8 * SIZE
"""Free bytes from which it is put back."""
LOOKS_AGAIN = 1.0
"""Seconds for which a disk with so much room is not looked at again: while someone types, each write would look."""


class Ballast:
    """The ballast of one profile. `free` tells the free bytes of the disk."""

    def __init__(self, folder: Path, *, free: Callable[[], int] | None = None) -> None:
        self._path = folder / FILE
        self._free = free or (lambda: shutil.disk_usage(folder).free)
        self.is_kept = self._path.is_file() and self._path.stat().st_size == SIZE
        self._looks_at = 0.0

    def ease(self) -> None:
        """Give the room away before a write on a nearly full disk.

        Where it fills between two looks, the write fails, and `give` makes room for the next.
        """
        if not self.is_kept or (now := time.monotonic()) < self._looks_at:
            return
        free = self._free()
        if free < TIGHT:
            self.give()
        elif free >= ROOMY:
            self._looks_at = now + LOOKS_AGAIN

    def give(self) -> None:
        """Make room, once; nothing happens when it was given away already."""
        if self.is_kept:
            # Where it cannot even be removed it was of no use; the error that led here is the one to tell.
            durable.discard(self._path)
            self.is_kept = self._path.exists()

    def take(self) -> None:
        """Put it back when there is room again."""
        if self.is_kept or self._free() < ROOMY:
            return
        try:
            # Random, so that no file system makes it smaller than it is.
            durable.write(self._path, os.urandom(SIZE))
        except VaultError:
            return  # less room than the system said: a quota. The next write tries again
        self.is_kept = True
