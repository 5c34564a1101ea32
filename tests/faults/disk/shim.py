"""The failing disk (`bad_disk.c`): how it is built, put before a process, and steered from within it."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).with_name("bad_disk.c")
ROOT = Path(__file__).parents[3]
KILL = -1
"""Instead of an error number: the process dies before the call."""


def built(folder: Path) -> Path:
    """Build the library to preload; skip where it cannot be built."""
    compiler = shutil.which("cc")
    if compiler is None or sys.platform != "linux":
        pytest.skip("the failing disk needs Linux and a C compiler (cc)")
    library = folder / "bad_disk.so"
    command = [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SOURCE), "-ldl"]
    subprocess.run(command, check=True)
    return library


def run(library: Path, module: str, *arguments: str) -> str:
    """Run a module on the failing disk; return what it says."""
    environment = {**os.environ, "LD_PRELOAD": str(library)}
    command = [sys.executable, "-m", module, *arguments]
    ended = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


class BadDisk:
    """The failing disk of this process; it has to be preloaded."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        self._arm = library.bad_disk_arm
        self._arm.argtypes = [ctypes.c_char_p, ctypes.c_long, ctypes.c_int, ctypes.c_int]
        self._disarm = library.bad_disk_disarm
        self._disarm.restype = ctypes.c_long

    def arm(self, folder: Path, at: int, failure: int, *, sticky: bool = False) -> None:
        """Fail the `at`-th writing call below `folder` (0: none).

        With `sticky` every one after it, too.
        """
        self._arm(str(folder).encode(), at, failure, sticky)

    def disarm(self) -> int:
        """Stop failing; return how many writing calls there were."""
        return int(self._disarm())
