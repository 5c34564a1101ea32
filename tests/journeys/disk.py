"""A disk that is full, for a program that runs."""

from __future__ import annotations

import resource

from tests.journeys.process import Process


class SmallDisk:
    """The kernel refuses every write of the process to a file.

    With EFBIG instead of ENOSPC: the same calls fail, and the app answers both alike. A disk that is really full would
    still take what fits into blocks that a file has already, and how many those are is a matter of chance.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self._before: tuple[int, int] | None = None

    def fill(self) -> None:
        """Let nothing be written from now on."""
        if self._before is None:
            self._before = resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, (0, self._before[1]))

    def clear(self) -> None:
        """There is room again."""
        assert self._before is not None
        resource.prlimit(self._process.pid, resource.RLIMIT_FSIZE, self._before)
        self._before = None
