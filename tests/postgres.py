"""PostgreSQL for tests: one server for all of them, and a database for each data folder of a ministry.

The server is the embedded one, or that of `QARIB_TEST_DATABASE`, whose account may create databases.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from ministry.database import Database
from ministry.embedded import embedded_url
from ministry.metadata import metadata
from ministry.migrations.runner import brought_up_to_date
from ministry.pools import driven

FOLDER = Path(__file__).resolve().parents[1] / ".run" / "test-postgres"
_READY = FOLDER.with_suffix(".ready")
_LOCK = FOLDER.with_suffix(".lock")
_SETTINGS = {
    # Nothing here outlives the machine. Processes are killed, and what they wrote is there then.
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "400",
}
_MAKING = (
    "import sys; from pathlib import Path; from ministry.embedded import embedded_url; "
    "embedded_url(Path(sys.argv[1]))"
)
_PATIENCE_SECONDS = 8
_OF_JOBS = [f"procrastinate_{name}" for name in ("events", "periodic_defers", "jobs", "workers")]
_free: list[str] = []
_of: dict[Path, str] = {}


def database_of(data: Path) -> str:
    """Return the URL of a data folder's database.

    Its tables are empty at first.
    """
    if data not in _of:
        _of[data] = _free.pop() if _free else _made()
    return _named(_of[data])


def environment(data: Path) -> dict[str, str]:
    """Return the environment of a process on a folder and its database."""
    return {**os.environ, "MINISTRY_DATABASE": database_of(data)}


def give_back_databases(folder: Path) -> None:
    """End what uses the databases of folders below, and empty them."""
    for data in [data for data in _of if data.is_relative_to(folder)]:
        name = _of.pop(data)
        try:
            _empty(_named(name))
        except DBAPIError:  # a test broke it
            _drop(name)
        else:
            _free.append(name)


def drop_databases() -> None:
    """Drop all that this process made, at its end."""
    for name in (*_free, *_of.values()):
        _drop(name)
    _free.clear()
    _of.clear()


def _empty(url: str) -> None:
    with _commanding(url) as connection:
        connection.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )
        # Of the audit trail nothing can be deleted otherwise.
        connection.execute(text("SET session_replication_role = replica"))
        for table in (*(table.name for table in metadata.sorted_tables), *_OF_JOBS):
            connection.execute(text(f'DELETE FROM "{table}"'))


def _drop(name: str) -> None:
    with _commanding(_server()) as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@contextmanager
def written(database: Database | str) -> Iterator[Session]:
    """Open a session of the test, committed at its end; block."""
    url = database.url if isinstance(database, Database) else database
    engine = create_engine(driven(url), poolclass=NullPool)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session


@contextmanager
def in_turn(database: Database | str, turn: str) -> Iterator[Callable[[], None]]:
    """Take a turn from others; yield what blocks until one waits."""
    waiting = text(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with written(database) as session:
        session.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:turn, 0))"), {"turn": turn})

        def until_waited_for() -> None:
            ends = time.monotonic() + _PATIENCE_SECONDS
            while not session.scalar(waiting):
                assert time.monotonic() < ends

        yield until_waited_for


def _made() -> str:
    name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
    with _commanding(_server()) as connection:
        connection.execute(text(f"CREATE DATABASE {name} STRATEGY file_copy"))
    with brought_up_to_date(_named(name)):
        pass
    return name


def _named(name: str) -> str:
    return driven(_server()).set(database=name, drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def _commanding(url: str) -> Iterator[Connection]:
    engine = create_engine(driven(url), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        yield connection


@cache
def _server() -> str:
    given = os.environ.get("QARIB_TEST_DATABASE")
    if given:
        return given
    FOLDER.parent.mkdir(exist_ok=True)
    with _alone():
        if not _READY.exists():
            # A process of its own stops what it started: the settings hold from the next start on.
            subprocess.run([sys.executable, "-c", _MAKING, str(FOLDER)], check=True)
            with (FOLDER / "files" / "postgresql.auto.conf").open("a") as settings:
                settings.writelines(f"{name} = {value}\n" for name, value in _SETTINGS.items())
            _READY.touch()
        url = embedded_url(FOLDER)
        _drop_left(url)
    return url


def _drop_left(url: str) -> None:
    """Drop databases of processes that were killed."""
    with _commanding(url) as connection:
        for name in connection.scalars(text("SELECT datname FROM pg_database WHERE datname LIKE 'test\\_%'")):
            if not _is_running(int(name.split("_")[1])):
                connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process in at a time."""
    import fcntl

    with _LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
