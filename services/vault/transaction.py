"""A transaction on the database of an open profile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import cache
from typing import Any, Literal

from services.kinds import kind_of
from services.vault.database import MISTAKES, translated
from services.vault.interface import KEEP, Body, HeadValue, Keep
from services.vault.reader import RecordReader
from services.vault.rows import RowSealer, SendColumns, checked

_WRITTEN = ("kind", "id", "version", "head", "body")
_PLACED, _PARENT = ("state", "seal"), ("parent",)


@cache
def _put(columns: tuple[str, ...]) -> str:
    """Write these columns of a row, new or not.

    The others stay as they are.
    """
    changes = ", ".join(f"{column} = excluded.{column}" for column in columns[2:])
    marks = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO record ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT (kind, id) DO UPDATE SET {changes}"
    )


class VaultTransaction:
    """A `Transaction` of a `Vault`, good within its `with`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        rows: RowSealer,
        reader: RecordReader,
        next_version: Callable[[], int],
        profile_id: str,
    ) -> None:
        self._connection = connection
        self._rows = rows
        self._reader = reader
        self._next_version = next_version
        self._profile_id = profile_id
        self.deleted = False

    def execute(self, statement: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        # SQLite rolls back by itself when the disk is full: what follows must not be written one by one.
        if not self._connection.in_transaction and not statement.startswith("BEGIN"):
            raise ValueError("the transaction is over")
        try:
            return self._connection.execute(statement, values)
        except MISTAKES:
            raise
        except sqlite3.DatabaseError as error:
            raise translated(error, self._profile_id) from error

    def put(
        self,
        kind: str,
        record_id: str,
        body: Body,
        *,
        head: HeadValue | None = None,
        state: str | Literal[Keep.KEEP] | None = KEEP,
    ) -> None:
        checked(kind)
        checked(record_id)
        has_parent = kind_of(self._rows.kinds, kind).parent is not None
        head = self._reader.head_value(kind, record_id) or {} if head is None else head
        version = self._next_version()
        columns: tuple[str, ...] = _WRITTEN
        row: tuple[Any, ...] = (kind, record_id, version)
        row += self._rows.seal(kind, record_id, version, head, body)
        if state is not KEEP:
            known = self._reader.place(kind, record_id) or SendColumns()
            placed = self._rows.placed(kind, record_id, state, known.attempts, known.not_before)
            columns, row = columns + _PLACED, (*row, state, placed.seal)
        if has_parent:
            columns, row = columns + _PARENT, (*row, self._rows.parent_of(kind, head))
        self.execute(_put(columns), row)

    def delete(self, kind: str, record_id: str) -> bool:
        query = f"DELETE FROM {self._reader.source} WHERE kind = ? AND id = ?"  # noqa: S608
        existed = self.execute(query, (kind, record_id)).rowcount > 0
        self.deleted = self.deleted or existed
        return existed

    def set_state(
        self,
        kind: str,
        record_id: str,
        state: str | None,
        *,
        attempts: int | None = None,
        not_before: float | None = None,
    ) -> bool:
        known = self._reader.place(kind, record_id)
        if known is None:
            return False
        placed = self._rows.placed(
            kind,
            record_id,
            state,
            known.attempts if attempts is None else attempts,
            known.not_before if not_before is None else not_before,
        )
        columns = "state = ?, attempts = ?, not_before = ?, seal = ?"
        query = f"UPDATE {self._reader.source} SET {columns} WHERE kind = ? AND id = ?"  # noqa: S608
        return self.execute(query, (*placed, kind, record_id)).rowcount > 0
