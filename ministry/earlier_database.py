"""The database of versions before PostgreSQL, a file of SQLite in the data folder, carried over once.

Every row is copied in one transaction; then the file is put aside under another name. Papers stay where they are.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import JSON, Boolean, Column, Connection, Date, Table, func, insert, select

from ministry.database import Moment
from ministry.errors import EarlierDatabaseError, NotEmptyError
from ministry.metadata import metadata

NAME = "ministry.sqlite3"
_CARRIED = f"{NAME}.carried-over"
_AT_ONCE = 1000
FORMER = {"case_paper": "decision_paper"}
"""Tables that have another name now."""
Row: TypeAlias = dict[str, Any]


def refuse_earlier(data: Path) -> None:
    """Raise `EarlierDatabaseError` unless an earlier database was carried over."""
    if (data / NAME).exists():
        raise EarlierDatabaseError(data / NAME)


def carry_over(data: Path, connection: Connection) -> dict[str, int]:
    """Copy all rows into the empty tables of `connection`.

    Returns how many of each table. Call `put_aside` after the commit. Raises `NotEmptyError` where the tables have
    persons or requests already.
    """
    for name in ("person", "request"):
        if connection.scalar(select(func.count()).select_from(metadata.tables[name])):
            raise NotEmptyError(data / NAME)
    carried = {}
    with closing(sqlite3.connect(f"{(data / NAME).resolve().as_uri()}?mode=ro", uri=True)) as earlier:
        earlier.row_factory = sqlite3.Row
        there = {
            row["name"] for row in earlier.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        # What the start of this version published is published there already, and may be withdrawn.
        connection.execute(metadata.tables["published_form"].delete())
        for table in metadata.sorted_tables:
            name = FORMER.get(table.name, table.name)
            if name in there:
                carried[table.name] = _carry(name, table, earlier, connection)
    return carried


def put_aside(data: Path) -> Path:
    """Rename a database that was carried over; return its path.

    Its log is written into it before.
    """
    with closing(sqlite3.connect(data / NAME)) as earlier:
        earlier.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        earlier.execute("PRAGMA journal_mode=DELETE")
    return (data / NAME).rename(data / _CARRIED)


def _carry(name: str, table: Table, earlier: sqlite3.Connection, connection: Connection) -> int:
    count = 0
    rows = earlier.execute(f'SELECT * FROM "{name}"')  # noqa: S608 - a table of ours
    while some := [_row(table, row) for row in rows.fetchmany(_AT_ONCE)]:
        connection.execute(insert(table), some)
        count += len(some)
    if count and "seq" in table.c:
        last = select(func.max(table.c.seq)).scalar_subquery()
        connection.execute(select(func.setval(func.pg_get_serial_sequence(f'"{table.name}"', "seq"), last)))
    return count


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
