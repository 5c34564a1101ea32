"""A transaction on the database of an open profile."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any, Literal

from services.vault.database import MISTAKES, translated
from services.vault.interface import KEEP, Body, HeadValue, Keep
from services.vault.reader import RecordReader
from services.vault.rows import Place, RowSealer, checked

_PUT = """
    INSERT INTO record (kind, id, version, head, body, state, seal) VALUES (?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE
    SET version = excluded.version, head = excluded.head, body = excluded.body
"""
_PUT_WITH_STATE = _PUT + ", state = excluded.state, seal = excluded.seal"


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
        head = self._reader.head(kind, record_id) or {} if head is None else head
        version = self._next_version()
        row = (kind, record_id, version, *self._rows.seal(kind, record_id, version, head, body))
        if state is KEEP:
            self.execute(_PUT, (*row, None, None))
        else:
            known = self._reader.place(kind, record_id) or Place()
            placed = self._rows.placed(kind, record_id, state, known.attempts, known.not_before)
            self.execute(_PUT_WITH_STATE, (*row, state, placed.seal))

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
