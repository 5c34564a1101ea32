"""The database of versions before PostgreSQL, a file of SQLite in the data folder, carried over once.

Every row is copied in one transaction, with a line of the audit trail that says what was copied; then the file is put
aside under another name. Until then nobody else can open it. A run that was killed is finished by the next: where the
trail says that the same rows were copied, the file only has to be put aside. Papers stay where they are.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Table, func, insert, select
from sqlalchemy.exc import InterfaceError, OperationalError, StatementError

from ministry.audit import DONE, AuditLine
from ministry.database import Moment
from ministry.errors import (
    DamagedDatabaseError,
    EarlierDatabaseError,
    EarlierInUseError,
    NotEmptyError,
    PutAsideError,
)
from ministry.files import sync_folder
from ministry.metadata import metadata

NAME = "ministry.sqlite3"
CARRIED = f"{NAME}.carried-over"
_AT_ONCE = 1000
FORMER = {"case_paper": "decision_paper"}
"""Tables that have another name now."""
_FIRST = frozenset(
    {
        *(
            "access_token",
            "ask",
            "attached_paper",
            "case",
            "case_event",
            "challenge",
            "decision",
            "decision_paper",
        ),
        *("message", "person", "published_form", "refresh_token", "reply", "request", "sign_in", "upload"),
    }
)
"""Tables that every earlier database has."""
_OPERATION = "agent.carry-over"
Row: TypeAlias = dict[str, Any]


def refuse_earlier(data: Path) -> None:
    """Raise `EarlierDatabaseError` unless an earlier database was carried over."""
    if (data / NAME).exists():
        raise EarlierDatabaseError(data / NAME)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier database that is whole, and that nobody else has open."""

    path: Path
    database: sqlite3.Connection

    def carry_over(self, connection: Connection, at: datetime, who: str) -> dict[str, int]:
        """Copy all rows into the empty tables of `connection`.

        Returns how many of each table; none of them where a run before this one copied them. Call `put_aside` after
        the commit. Raises `NotEmptyError` where the tables have other rows, and `DamagedDatabaseError`.
        """
        line = {"who": who, "operation": _OPERATION, "record": self._digest(), "outcome": DONE}
        done = select(AuditLine.seq).where(
            AuditLine.operation == _OPERATION, AuditLine.record == line["record"]
        )
        if connection.scalar(done) is not None:
            return {}
        # What the start of this version published is published there already, and may be withdrawn.
        connection.execute(metadata.tables["published_form"].delete())
        if any(connection.execute(select(table).limit(1)).first() for table in metadata.sorted_tables):
            raise NotEmptyError(self.path)
        names = _tables(self.database)
        carried = {
            table.name: self._carry(name, table, connection)
            for table in metadata.sorted_tables
            if (name := FORMER.get(table.name, table.name)) in names
        }
        connection.execute(insert(AuditLine).values(at=at, **line))
        return carried

    def put_aside(self) -> Path:
        """Rename the database, its log written into it; return its path.

        Raises `PutAsideError`.
        """
        try:
            self.database.rollback()
            self.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self.database.execute("PRAGMA journal_mode=DELETE")
            if os.name == "nt":
                self.database.close()  # a file that is open has to keep its name there
            aside = self.path.rename(self.path.with_name(CARRIED))
            sync_folder(aside.parent)
        except (OSError, sqlite3.Error) as error:
            raise PutAsideError(self.path, str(error)) from error
        return aside

    def _digest(self) -> str:
        """Return a digest of all rows.

        It is the same however the file holds them.
        """
        digest = sha256()
        for name in sorted(_tables(self.database)):
            digest.update(name.encode())
            for row in self.database.execute(f'SELECT * FROM "{name}" ORDER BY rowid'):  # noqa: S608 - of the schema
                digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()

    def _carry(self, name: str, table: Table, connection: Connection) -> int:
        count = 0
        rows = self.database.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table of ours
        try:
            while some := [_row(table, row) for row in rows.fetchmany(_AT_ONCE)]:
                connection.execute(insert(table), some)
                count += len(some)
        except (OperationalError, InterfaceError):
            raise  # PostgreSQL's own trouble
        except (StatementError, ValueError, TypeError, KeyError, RecursionError) as error:
            # What went wrong, and never with which value: the rows are about persons.
            raise DamagedDatabaseError(self.path, f"table {name}, {type(error).__name__}") from error
        if count and "seq" in table.c:
            last = select(func.max(table.c.seq)).scalar_subquery()
            connection.execute(
                select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', "seq"), last))
            )
        return count


@contextmanager
def earlier_database(data: Path) -> Iterator[Earlier]:
    """Open the earlier database of a folder for this process alone.

    Nothing was changed where it raises `EarlierInUseError`, `DamagedDatabaseError` or `PutAsideError`.
    """
    path = data / NAME
    if (data / CARRIED).exists():
        raise PutAsideError(path, f"{CARRIED} is there already")
    try:
        uri = f"{path.resolve().as_uri()}?mode=rw"
        with closing(sqlite3.connect(uri, uri=True, timeout=0, isolation_level=None)) as database:
            database.row_factory = sqlite3.Row
            database.text_factory = _text
            # A server that has the file open holds a lock of it, also while it does nothing.
            database.execute("PRAGMA locking_mode=EXCLUSIVE")
            database.execute("BEGIN EXCLUSIVE")
            _require_whole(path, database)
            yield Earlier(path, database)
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", type(error).__name__)
        if name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED")):
            raise EarlierInUseError(path) from error
        raise DamagedDatabaseError(path, name) from error


def _require_whole(path: Path, database: sqlite3.Connection) -> None:
    if missing := _FIRST - _tables(database):
        raise DamagedDatabaseError(path, f"no table {', '.join(sorted(missing))}")
    [said] = database.execute("PRAGMA integrity_check(1)").fetchone()
    if said != "ok":
        raise DamagedDatabaseError(path, " ".join(str(said).split()))


def _tables(database: sqlite3.Connection) -> set[str]:
    return {row["name"] for row in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def _text(content: bytes) -> str:
    """Read a text; damaged signs cost nothing else."""
    return content.decode(errors="replace")


def _row(table: Table, row: sqlite3.Row) -> Row:
    """Return a row in the types of PostgreSQL.

    A column that the earlier version did not have stays empty.
    """
    kept = set(row.keys())
    values = {
        column.name: _value(column, row[column.name]) for column in table.columns if column.name in kept
    }
    if table.name == "upload":
        # The bytes of an unfinished one were a file of its own: its client begins at 0 again.
        values["received"] = values["length"] if values["finished_at"] else 0
    if table.name == "challenge":
        # The code does not follow from what was kept of it, so it is void: only that it was asked for counts.
        values |= {"code_seed": b"", "tries_left": 0, "sends_in_doubt": 0}
    if table.name == "case_paper":
        values["kind"] = "decision"
    return values


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    for kind, read in _READ:
        if isinstance(column.type, kind):
            return read(value)
    # PostgreSQL has no NUL in text, which early versions took from anybody.
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


_READ: tuple[tuple[type, Callable[[Any], Any]], ...] = (
    (Moment, lambda value: datetime.fromisoformat(value).replace(tzinfo=UTC)),
    (Date, date.fromisoformat),
    (JSON, json.loads),
    (Boolean, bool),
)
