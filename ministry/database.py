"""The database: one engine, short transactions, and what every table stands on.

SQLite in WAL with `synchronous=FULL` unless the settings name another: what was acknowledged survives a
kill and a power cut. Python's own transaction handling is switched off, because it begins late; here a
writing transaction takes the write lock at its beginning, so two of them never dead-lock half-way. Within
this process writers queue for it in the order that they came; SQLite's own waiting is for other processes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import DateTime, Dialect, Engine, MetaData, create_engine, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.types import TypeDecorator

from ministry.direct import Direct, Prepared, Statement
from ministry.groups import Groups
from ministry.transactions import BUSY_SECONDS, Transactions
from ministry.turns import Turn

_BEGIN = "qarib_begin"


class UtcDateTime(TypeDecorator[datetime]):
    """A moment. Takes and gives aware datetimes; stored in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table of the server. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - as SQLAlchemy declares it


class Database:
    """Thread-safe. Sessions are for one short transaction each; objects stay readable after it."""

    def __init__(self, url: str) -> None:
        self.engine: Engine = create_engine(url, pool_size=10, max_overflow=40, hide_parameters=True)
        self._is_sqlite = self.engine.dialect.name == "sqlite"
        if self._is_sqlite:
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self._read = sessionmaker(self.engine, expire_on_commit=False, autoflush=False)
        self._write = sessionmaker(
            self.engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"}), expire_on_commit=False
        )
        self._turn = Turn()
        self._prepared: dict[Statement, Prepared] = {}
        self._looking = Lock()
        self._looked: Direct | None = None
        self._writer: Direct | None = None
        self._transactions = Transactions(self._direct, self._turn, is_sqlite=self._is_sqlite)
        self.groups = Groups(self._transactions.begun)
        """Where many write at once from the event loop: they share a commit."""

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session on one unchanging snapshot. Nothing written in it is kept."""
        with self._read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that is committed durably at its end, or rolled back if an error leaves it. Not re-entrant."""
        with self._writing(), self._write.begin() as session:
            yield session

    @contextmanager
    def write_directly(self) -> Iterator[Direct]:
        """The same as `write` without a session, for what many wait for."""
        with self._writing(), ExitStack() as undo:
            self._writer = direct = self._writer or self._direct()
            if self._is_sqlite:
                direct.say("BEGIN IMMEDIATE")
            undo.callback(direct.rollback)
            yield direct
            direct.commit()
            undo.pop_all()

    @contextmanager
    def look(self) -> Iterator[Direct]:
        """For a few look-ups by key, which take less time than another thread takes to begin. Each sees the newest."""
        with self._looking:
            self._looked = direct = self._looked or self._direct()
            try:
                yield direct
            finally:
                direct.rollback()  # of a database that begins by itself

    def answers(self) -> None:
        """Raises `sqlalchemy.exc.SQLAlchemyError` unless the database can be read."""
        with self.engine.connect() as connection:
            connection.execute(text("SELECT 1"))

    def close(self) -> None:
        self._transactions.close()
        for direct in (self._looked, self._writer):
            if direct is not None:
                direct.close()
        self._looked = self._writer = None
        self.engine.dispose()

    def _direct(self) -> Direct:
        return Direct(self.engine.raw_connection(), self.engine.dialect, self._prepared)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """This process's turn to write. Raises OperationalError after waiting for too long, as SQLite does."""
        if not self._turn.take(BUSY_SECONDS):
            raise OperationalError("BEGIN IMMEDIATE", None, TimeoutError())
        try:
            yield
        finally:
            self._turn.give_back()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))
