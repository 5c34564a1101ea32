"""A disk of its own on a loop device, whose power can be cut: its image is copied while it is written to."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_TOOLS = ("mkfs.ext4", "mount", "umount")


class LoopDisk:
    """An ext4 file system in a file. Needs root and loop devices: skips, saying so, without them."""

    def __init__(self, folder: Path, *, mebibytes: int = 24) -> None:
        if sys.platform != "linux" or os.geteuid() != 0 or any(shutil.which(tool) is None for tool in _TOOLS):
            pytest.skip("a disk on a loop device needs Linux, root and mkfs.ext4")
        self._folder = folder
        self._cuts = 0
        self._image = folder / "image"
        with self._image.open("wb") as image:
            image.truncate(mebibytes * 2**20)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self._image)], check=True)
        self.at = folder / "mounted"
        """Where it is mounted."""
        _mount(self._image, self.at)

    def cut(self) -> Path:
        """Return the medium after a power cut at this moment.

        Only what was written through to it is there.
        """
        self._cuts += 1
        left = self._folder / f"cut-{self._cuts}"
        shutil.copyfile(self._image, left)
        return left

    def close(self) -> None:
        subprocess.run(["umount", str(self.at)], check=True)


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """Mount the disk as found when the power is back."""
    at = image.with_suffix(".mounted")
    _mount(image, at)
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)
        image.unlink()


def _mount(image: Path, at: Path) -> None:
    at.mkdir()
    # Without ext4's own care for programs that rename without waiting: other file systems have none.
    mounting = ["mount", "-o", "loop,noauto_da_alloc", str(image), str(at)]
    done = subprocess.run(mounting, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no loop device can be mounted here: {done.stderr.strip()}")
