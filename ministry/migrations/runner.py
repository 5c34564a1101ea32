"""The migrations, run from inside the program: there is no configuration file to forget."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import ArgumentError, OperationalError

from ministry.errors import DatabaseAwayError, DatabaseTooNewError
from ministry.pools import driven

_STARTING = 0x51415249
"""Number of the lock that those who start take one after the other."""


def configuration() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config


@contextmanager
def brought_up_to_date(url: str) -> Iterator[Connection]:
    """Apply missing migrations; yield the connection for more.

    What else is made at start goes into the same transaction. Another process that starts meanwhile waits for it.
    Raises `DatabaseAwayError` or `DatabaseTooNewError`.
    """
    try:
        conninfo_to_dict(url)
        engine = create_engine(driven(url), poolclass=NullPool, hide_parameters=True)
    except (ProgrammingError, ArgumentError):
        # Without the words of the library: they repeat parts of the URL, as its password.
        raise DatabaseAwayError("it is named as postgresql://user:password@host:port/database") from None
    try:
        with engine.begin() as connection:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_STARTING})"))
            config = configuration()
            config.attributes["connection"] = connection
            _upgrade(config)
            yield connection
    except OperationalError as error:
        raise DatabaseAwayError(" ".join(str(error.orig).split())) from error


def _upgrade(config: Config) -> None:
    try:
        command.upgrade(config, "head")
    except CommandError as error:  # it is at a revision that this version does not have
        raise DatabaseTooNewError from error
