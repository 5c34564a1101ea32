"""The open profile: its records in SQLite, its attachments in files, both sealed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from services.errors import DamagedRecordError, StorageFullError, VaultError
from services.models.person import Profile
from services.vault import repair
from services.vault.ballast import Ballast
from services.vault.database import database_errors
from services.vault.files import SealedAttachments
from services.vault.interface import Body, Head, HeadValue
from services.vault.keys import subkey
from services.vault.rows import RowSealer
from services.vault.transaction import VaultTransaction

DATABASE = "records.db"
ATTACHMENTS = "attachments"

_RESERVED = 1000
"""Versions taken from the counter at a time, so that most writes need not touch it."""

_LISTING = "SELECT id, version, head FROM record WHERE kind = ? ORDER BY version DESC LIMIT ?"
_HEADS = "SELECT kind, id, version, head, state, attempts, not_before FROM record "


class Vault:
    """A `RecordStore` on disk. `ProfileStore.open` makes it; `close` it when the profile is locked."""

    def __init__(self, profile: Profile, folder: Path, data_key: bytes | bytearray) -> None:
        """Opens it, repaired where its file is damaged: `repaired` then says what became of the records.

        Raises `ProfileInUseError`, `StoreTooNewError`, `StorageFullError`, and `DamagedRecordError` of kind
        `profile` when nothing in the file can be read.
        """
        self.profile = profile
        self._folder = folder
        self._ballast = Ballast(folder)
        self.attachments = SealedAttachments(
            folder / ATTACHMENTS,
            profile.id,
            subkey(data_key, f"attachments/{profile.id}"),
            may_take=self._may_take,
            may_sweep=lambda: not self.has_set_aside,
        )
        self._rows = RowSealer(subkey(data_key, f"records/{profile.id}"), profile.id)
        self._lock = threading.RLock()
        self._damaged: set[tuple[str, str]] = set()
        self._versions = iter(range(0))
        self._purge_owed = False
        try:
            connection, self.repaired = repair.open_whole(folder / DATABASE, profile.id, self._rows)
        except StorageFullError:
            self._ballast.give()
            connection, self.repaired = repair.open_whole(folder / DATABASE, profile.id, self._rows)
        self._open: sqlite3.Connection | None = connection
        self._ballast.take()

    @contextmanager
    def transaction(self) -> Iterator[VaultTransaction]:
        with self._lock:
            connection = self._connection()
            if connection.in_transaction:
                raise RuntimeError("transactions do not nest")
            tx = VaultTransaction(connection, self._rows, self._next_version, self.profile.id)
            committed = False
            self._ballast.ease()
            try:
                tx.execute("BEGIN IMMEDIATE")
                yield tx
                tx.execute("COMMIT")
                committed = True
            except StorageFullError:
                # Makes room for the next attempt: a deletion, or the saver's next try.
                self._ballast.give()
                raise
            finally:
                if not committed:
                    # Versions reserved in it are not reserved any more.
                    self._versions = iter(range(0))
                if connection.in_transaction:
                    tx.execute("ROLLBACK")
            self._purge_owed = self._purge_owed or tx.deleted or not self._ballast.is_kept
            if self._purge_owed:
                self._purge()
            self._ballast.take()

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
            body: Body = self._rows.open(kind, record_id, "body", *row)
        except DamagedRecordError:
            self._damaged.add((kind, record_id))
            raise
        return body

    def heads(self, kind: str) -> list[Head]:
        return self._heads(_HEADS + "WHERE kind = ? ORDER BY version DESC", (kind,))

    def listing(self, kind: str, most: int | None = None) -> Iterator[tuple[str, Any]]:
        rows = self._select(_LISTING, (kind, -1 if most is None else most))
        return self._rows.open_heads(kind, rows, self._head_in_table)

    def count(self, kind: str) -> int:
        ((count,),) = self._select("SELECT count(*) FROM record WHERE kind = ?", (kind,))
        return int(count)

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

    def _may_take(self) -> bool:
        """Whether there is room for attachments: the ballast may have come to be missing while there was none."""
        self._ballast.take()
        return self._ballast.is_kept

    def check(self) -> bool:
        """Look at the whole file, as long as it takes (about 1 ms for 1 MB); False when it is damaged.

        Opening looks for 25 ms only. A damaged file is repaired when the profile is opened the next time.
        """
        with self._lock:
            whole = repair.is_whole(self._connection(), self.profile.id, at_most=None) is True
        if not whole:
            repair.distrust(self._folder)
        return whole

    @property
    def has_set_aside(self) -> bool:
        """Whether a damaged file is kept beside; until it goes, no attachment is swept."""
        return (self._folder / repair.SET_ASIDE).exists()

    def discard_set_aside(self) -> None:
        """Let go of the damaged file. Happens by itself when the store is found whole on a later opening."""
        repair.discard(self._folder)

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

    def _head_in_table(self, kind: str, record_id: str) -> HeadValue | None:
        """A head that does not open in the index that lists read: it stands in the table, too."""
        for row in self._select(
            "SELECT version, head FROM record WHERE kind = ? AND id = ?", (kind, record_id)
        ):
            try:
                head: HeadValue = self._rows.open(kind, record_id, "head", *row)
            except DamagedRecordError:
                self._damaged.add((kind, record_id))
            else:
                return head
        return None

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


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
