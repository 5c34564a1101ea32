"""The open profile: its records in SQLite, its attachments in files, both sealed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from services.errors import DamagedRecordError, VaultError
from services.models.person import Profile
from services.vault.database import MISTAKES, connect, database_errors, translated
from services.vault.files import SealedAttachments
from services.vault.interface import KEEP, Body, Head, Keep
from services.vault.keys import subkey
from services.vault.rows import RowSealer, checked

DATABASE = "records.db"
ATTACHMENTS = "attachments"

_RESERVED = 1000
"""Versions taken from the counter at a time, so that most writes need not touch it."""

_PUT = """
    INSERT INTO record (kind, id, version, head, body, state) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (kind, id) DO UPDATE
    SET version = excluded.version, head = excluded.head, body = excluded.body
"""
_PUT_WITH_STATE = _PUT + ", state = excluded.state"
_HEADS = "SELECT kind, id, version, head, state, attempts, not_before FROM record "


class Vault:
    """A `RecordStore` on disk. `ProfileStore.open` makes it; `close` it when the profile is locked."""

    def __init__(self, profile: Profile, folder: Path, data_key: bytes | bytearray) -> None:
        self.profile = profile
        self.attachments = SealedAttachments(
            folder / ATTACHMENTS, profile.id, subkey(data_key, f"attachments/{profile.id}")
        )
        self._rows = RowSealer(subkey(data_key, f"records/{profile.id}"), profile.id)
        self._lock = threading.RLock()
        self._damaged: set[tuple[str, str]] = set()
        self._versions = iter(range(0))
        self._purge_owed = False
        self._open: sqlite3.Connection | None = connect(folder / DATABASE, profile.id)

    @contextmanager
    def transaction(self) -> Iterator[VaultTransaction]:
        with self._lock:
            connection = self._connection()
            if connection.in_transaction:
                raise RuntimeError("transactions do not nest")
            tx = VaultTransaction(connection, self._rows, self._next_version, self.profile.id)
            committed = False
            try:
                tx.execute("BEGIN IMMEDIATE")
                yield tx
                tx.execute("COMMIT")
                committed = True
            finally:
                if not committed:
                    # Versions reserved in it are not reserved any more.
                    self._versions = iter(range(0))
                if connection.in_transaction:
                    tx.execute("ROLLBACK")
            self._purge_owed = self._purge_owed or tx.deleted
            if self._purge_owed:
                self._purge()

    def get(self, kind: str, record_id: str) -> Body | None:
        with self._lock, database_errors(self.profile.id):
            row = (
                self._connection()
                .execute("SELECT version, body FROM record WHERE kind = ? AND id = ?", (kind, record_id))
                .fetchone()
            )
        if row is None:
            return None
        try:
            return self._rows.open(kind, record_id, "body", *row)
        except DamagedRecordError:
            self._damaged.add((kind, record_id))
            raise

    def heads(self, kind: str) -> list[Head]:
        return self._heads(_HEADS + "WHERE kind = ? ORDER BY version DESC", (kind,))

    def ids(self, kind: str) -> set[str]:
        return {row[0] for row in self._select("SELECT id FROM record WHERE kind = ?", (kind,))}

    def due(self, now: float, states: Collection[str]) -> list[Head]:
        where = f"WHERE state IN ({_marks(states)}) AND coalesce(not_before, 0) <= ? ORDER BY version"
        return self._heads(_HEADS + where, (*states, now))

    def next_due(self, states: Collection[str]) -> float | None:
        query = f"SELECT min(coalesce(not_before, 0)) FROM record WHERE state IN ({_marks(states)})"  # noqa: S608
        ((soonest,),) = self._select(query, tuple(states))
        return None if soonest is None else float(soonest)

    def damaged(self) -> set[tuple[str, str]]:
        return set(self._damaged)

    def close(self) -> None:
        with self._lock:
            if self._open is not None:
                self._purge()
                self._open.close()
                self._open = None

    def _connection(self) -> sqlite3.Connection:
        if self._open is None:
            raise ValueError("the profile is closed")
        return self._open

    def _select(self, query: str, values: Iterable[Any]) -> list[Any]:
        with self._lock, database_errors(self.profile.id):
            return self._connection().execute(query, tuple(values)).fetchall()

    def _heads(self, query: str, values: Iterable[Any]) -> list[Head]:
        heads: list[Head] = []
        unseal = self._rows.open
        for kind, record_id, version, sealed, *where in self._select(query, values):
            try:
                heads.append(Head(kind, record_id, unseal(kind, record_id, "head", version, sealed), *where))
            except DamagedRecordError:
                self._damaged.add((kind, record_id))
        return heads

    def _next_version(self) -> int:
        version = next(self._versions, None)
        if version is None:
            update = "UPDATE counter SET value = value + ? WHERE name = 'version' RETURNING value"
            ((last,),) = self._connection().execute(update, (_RESERVED,)).fetchall()
            self._versions = iter(range(last - _RESERVED + 1, last + 1))
            version = next(self._versions)
        return version

    def _purge(self) -> None:
        """Take what was deleted out of the write-ahead log too: `secure_delete` cleans the database alone."""
        try:
            with database_errors(self.profile.id):
                self._connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except VaultError:
            # The change itself is durable. A checkpoint may find no room in the database: the next change, or
            # closing, makes up for it.
            self._purge_owed = True
        else:
            self._purge_owed = False


class VaultTransaction:
    """A `Transaction` of a `Vault`, good within its `with`."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        rows: RowSealer,
        next_version: Callable[[], int],
        profile_id: str,
    ) -> None:
        self._connection = connection
        self._rows = rows
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
        head: Body | None = None,
        state: str | Literal[Keep.KEEP] | None = KEEP,
    ) -> None:
        checked(kind)
        checked(record_id)
        head = self._head(kind, record_id) if head is None else head
        version = self._next_version()
        row = (
            kind,
            record_id,
            version,
            self._rows.seal(kind, record_id, "head", version, head),
            self._rows.seal(kind, record_id, "body", version, body),
        )
        if state is KEEP:
            self.execute(_PUT, (*row, None))
        else:
            self.execute(_PUT_WITH_STATE, (*row, state))

    def delete(self, kind: str, record_id: str) -> bool:
        query = "DELETE FROM record WHERE kind = ? AND id = ?"
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
        query = """
            UPDATE record
            SET state = ?, attempts = coalesce(?, attempts), not_before = coalesce(?, not_before)
            WHERE kind = ? AND id = ?
        """
        values = (state, attempts, not_before, kind, record_id)
        return self.execute(query, values).rowcount > 0

    def _head(self, kind: str, record_id: str) -> Body:
        query = "SELECT version, head FROM record WHERE kind = ? AND id = ?"
        row = self.execute(query, (kind, record_id)).fetchone()
        return {} if row is None else self._rows.open(kind, record_id, "head", *row)


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
