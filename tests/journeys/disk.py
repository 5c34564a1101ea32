"""A disk that can be full, under a folder of a program that runs."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from tests.journeys.servers import Process

SIZE = 16 * 1024 * 1024


class Disk(Protocol):
    def fill(self) -> None:
        """From now on nothing more can be written."""

    def clear(self) -> None:
        """There is room again."""


class _Mounted:
    """A real one: a file system of its own that has no block left (ENOSPC)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._filler = folder / "filler"

    def fill(self) -> None:
        # What the app keeps back for a person's words is used up, too.
        for ballast in self._folder.rglob("ballast"):
            ballast.unlink()
        with self._filler.open("ab", buffering=0) as filler:
            for size in (1 << 20, 1 << 12, 1):
                try:
                    while filler.write(bytes(size)):
                        pass
                except OSError as error:
                    if error.errno != errno.ENOSPC:
                        raise

    def clear(self) -> None:
        self._filler.unlink()


class _Limited:
    """Where nothing may be mounted: the kernel refuses every write of the process to a file (EFBIG).

    Not the same error, but the same calls fail, and the app answers both alike.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._before: tuple[int, int] | None = None

    def fill(self) -> None:
        if self._before is None:
            self._before = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, self._before[1]))

    def clear(self) -> None:
        assert self._before is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, self._before)
        self._before = None


@contextmanager
def small_disk(folder: Path, process: Process) -> Iterator[Disk]:
    """A disk of `SIZE` bytes under `folder`. `process` is the program that writes there; it must have ended
    when the block ends."""
    folder.mkdir()
    if not _mount(folder):
        yield _Limited(process)
        return
    try:
        yield _Mounted(folder)
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def _mount(folder: Path) -> bool:
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
