"""The server that runs on a folder of PostgreSQL, as its lock file tells (`postmaster.pid`).

Neither PostgreSQL nor `pg_ctl` can tell a server from a zombie, or from another program that has its number: both ask
only whether there is a process.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psutil

_CHANGING = frozenset({"starting", "stopping", "standby"})
_FEWEST_LINES = 8
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Postmaster:
    pid: int
    port: str
    folder: str
    """The folder of its socket; empty where it listens on loopback."""
    state: str

    @property
    def is_ready(self) -> bool:
        return self.state == "ready"

    @property
    def where(self) -> str:
        """Host and port, as a URL of libpq names them."""
        return f"host={quote(self.folder or '127.0.0.1')}&port={self.port}"


def running(files: Path) -> Postmaster | None:
    """Return the server of a folder, or None if none runs."""
    lines = _lines(_lock(files))
    pid = _pid(lines)
    if not _is_of(pid, files):
        return None
    lines += [""] * (_FEWEST_LINES - len(lines))  # it is being written
    state = lines[7].strip() or "starting"
    return Postmaster(pid, lines[3].strip(), lines[4].strip(), state)


def settled(files: Path, seconds: float) -> Postmaster | None:
    """Return the server that is ready, or None once none runs.

    One that starts or stops is waited for, at most this many seconds; then it is returned as it is.
    """
    until = time.monotonic() + seconds
    while (found := running(files)) and found.state in _CHANGING and time.monotonic() < until:
        time.sleep(_POLL_SECONDS)
    return found


def forget(files: Path, sockets: Path) -> None:
    """Delete the lock files of a server that no longer runs.

    That of its socket in `sockets` is one of them. Those of a server that somebody else starts meanwhile stay. What the
    dead one left running is still found: a new one looks for the shared memory of the folder.
    """
    for lock in (_lock(files), *sockets.glob(".s.PGSQL.*.lock")):
        if not _is_of(_pid(_lines(lock)), files):
            lock.unlink(missing_ok=True)


def _lock(files: Path) -> Path:
    return files / "postmaster.pid"


def _lines(lock: Path) -> list[str]:
    try:
        return lock.read_text().splitlines()
    except FileNotFoundError:
        return []


def _pid(lines: list[str]) -> int:
    """Return the number in a lock file, or 0, which no server has."""
    return int(lines[0]) if lines and lines[0].isdecimal() else 0


def _is_of(pid: int, files: Path) -> bool:
    """True if a living process is a server of this folder.

    By its arguments: where it runs cannot be read of another account's process in a usual container.
    """
    try:
        process = psutil.Process(pid)
        return process.status() != psutil.STATUS_ZOMBIE and str(files) in process.cmdline()
    except psutil.Error:
        return False
