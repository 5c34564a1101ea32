"""PostgreSQL beside the server, where no other is named: its files are in the data folder.

Processes that use one folder share what runs on it, and the last that ends stops it; what a killed one left running is
used by the next, and what died is started again. It asks for a password that only the owner of the folder can read.

Each process of PostgreSQL inherits the lock of the file `running`, so nobody starts a second server beside it. The
number in `postmaster.pid` decides nothing: it may be a zombie's, another program's, or that of a process in another
container. Windows has no such locks; there PostgreSQL itself finds out.
"""

from __future__ import annotations

import atexit
import logging
import os
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import fasteners
from psycopg.pq import Ping

from ministry.errors import DatabaseStartError
from ministry.files import create_durably
from ministry.postmaster import SECONDS, WINDOWS, Options, Postmaster

_log = logging.getLogger(__name__)
_STARTS = 2
_POLL_SECONDS = 0.05
_LOOK_SECONDS = 2.0


def embedded_url(folder: Path) -> str:
    """Run PostgreSQL on a folder until this process ends; return its URL.

    Raises `DatabaseStartError`.
    """
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(embedded(folder))


@contextmanager
def embedded(folder: Path) -> Iterator[str]:
    """Run PostgreSQL on a folder; yield its URL for libpq.

    The folder is made if it is not there. The server ends with the last that uses it. Raises `DatabaseStartError`.
    """
    server = Postmaster(folder.resolve())
    if "\n" in str(server.folder):
        raise DatabaseStartError(server.folder, "the name of its folder has a line break")
    with ExitStack() as leaving:
        try:
            server.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            using = fasteners.InterProcessReaderWriterLock(server.folder / "using")
            using.acquire_read_lock()
            ended = threading.Event()
            keeper = threading.Thread(target=_keep_up, args=(server, ended), name="postgresql", daemon=True)
            leaving.callback(_leave, server, using, ended, keeper)
            create_durably(server.folder / "password", secrets.token_urlsafe(32).encode())
            url = server.url(_brought_up(server, ended), (server.folder / "password").read_text())
            keeper.start()
        except OSError as error:
            path = os.fsdecode(error.filename or server.folder)
            raise DatabaseStartError(Path(path), str(error.strerror)) from error
        yield url


def _brought_up(server: Postmaster, ended: threading.Event) -> str:
    """Return the server's port once it answers, started if needed.

    It is started a second time where it did not come up: a recovery may be killed as anything else.
    """
    starts, failure = 0, DatabaseStartError(server.folder, "it does not answer")
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not ended.is_set():
        port = server.port
        found = server.ping(port)
        if found == Ping.OK:
            return port
        if starts == _STARTS:
            break
        with _alone(server.folder) as inherited:
            if inherited is None or found == Ping.REJECT:
                ended.wait(_POLL_SECONDS)  # another process starts or stops it
                continue
            starts += 1
            try:
                server.start(port, inherited)
            except DatabaseStartError as error:
                failure = error
    raise failure


def _keep_up(server: Postmaster, ended: threading.Event) -> None:
    """Start the server again where it died, until `ended`."""
    while not ended.wait(_LOOK_SECONDS):
        try:
            with _alone(server.folder) as inherited:
                died = inherited is not None
            if died:
                _brought_up(server, ended)
        except (OSError, DatabaseStartError) as error:
            _log.error("the database does not come up", extra={"error": str(error)})


def _leave(server: Postmaster, using: Any, ended: threading.Event, keeper: threading.Thread) -> None:
    ended.set()
    if keeper.is_alive():
        keeper.join()
    using.release_read_lock()
    if using.acquire_write_lock(blocking=False):
        try:
            if server.ping(server.port) != Ping.NO_RESPONSE and _is_here(server.folder):
                server.stop()
        except (OSError, DatabaseStartError):
            pass  # somebody else stopped it, or removed the folder
        finally:
            using.release_write_lock()


@contextmanager
def _alone(folder: Path) -> Iterator[Options | None]:
    """Hold the lock of what runs; yield None where others hold it.

    Processes that are started with the yielded options hold it too, for as long as they live.
    """
    running = folder / "running"
    if WINDOWS:
        lock = fasteners.InterProcessLock(running)
        if lock.acquire(blocking=False):
            try:
                yield {}
            finally:
                lock.release()
        else:
            yield None
        return
    import fcntl

    with running.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield None
        else:
            running.write_text(_numbers())
            yield {"pass_fds": [file.fileno()]}  # closed at the end: to unlock it would take it from all


def _is_here(folder: Path) -> bool:
    """True if the server's number is that of a process here.

    In another container it may be that of any program.
    """
    return WINDOWS or (folder / "running").read_text() == _numbers()


def _numbers() -> str:
    """Return the name of this system of process numbers.

    Only Linux has several.
    """
    try:
        return str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        return ""
