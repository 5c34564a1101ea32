"""The reading of records from the database of an open profile.

Indexes are caches. Until a look to the end of the file has held them against the table, and whenever one of them cannot
be read, the table itself is read: that costs a list of 10,000 a tenth more (docs/adr/0015).
"""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from typing import Any, NoReturn

from services.errors import DamagedRecordError
from services.kinds import kind_of
from services.vault.database import database_errors
from services.vault.interface import Body, Head, HeadValue
from services.vault.rows import Column, Place, RowSealer

_LISTING = "SELECT id, version, head FROM {record} WHERE kind = ? ORDER BY version DESC LIMIT ?"
_HEADS = "SELECT kind, id, version, head, state, attempts, not_before, seal FROM {record} "
FROM_INDEX, FROM_TABLE = "record", "record NOT INDEXED"


class RecordReader:
    """The reading half of a `Vault`. Each select is made under its lock."""

    def __init__(self, rows: RowSealer, profile_id: str, lock: threading.RLock) -> None:
        self._rows = rows
        self._profile_id = profile_id
        self._lock = lock
        self._connection: sqlite3.Connection | None = None
        self.damaged: set[tuple[str, str]] = set()
        self.source = FROM_TABLE
        """What a statement reads in place of `record`."""

    @property
    def connection(self) -> sqlite3.Connection:
        if self._connection is None:
            raise ValueError("the profile is closed")
        return self._connection

    @property
    def is_open(self) -> bool:
        return self._connection is not None

    @property
    def is_sure(self) -> bool:
        """True if the indexes are known to tell what the table tells."""
        return self.source == FROM_INDEX

    def use(self, connection: sqlite3.Connection | None, *, is_sure: bool) -> None:
        self._connection = connection
        self.source = FROM_INDEX if is_sure else FROM_TABLE

    def get(self, kind: str, record_id: str) -> Body | None:
        body: Body | None = self._opened(kind, record_id, "body")
        return body

    def head_value(self, kind: str, record_id: str) -> HeadValue | None:
        head: HeadValue | None = self._opened(kind, record_id, "head")
        return head

    def head(self, kind: str, record_id: str) -> Head | None:
        head, place = self.head_value(kind, record_id), self.place(kind, record_id)
        return None if head is None or place is None else Head(kind, record_id, head, *place[:3])

    def children(self, kind: str, parent: str) -> list[Head]:
        """Return the children by the column `parent`, or by all heads.

        The column is used once it is known that no bit of it was changed.
        """
        parent_of = kind_of(self._rows.kinds, kind).parent
        if parent_of is None:
            raise ValueError("records of this kind have no parents")
        heads: list[Head] = []
        if self.is_sure:
            heads = self._heads(
                _HEADS + "WHERE parent = ? ORDER BY version DESC", (self._rows.digest(kind, parent),)
            )
        if not self.is_sure:
            heads = self.heads(kind)
        return [head for head in heads if parent_of(head.head) == parent]

    def place(self, kind: str, record_id: str) -> Place | None:
        """Return a record's state columns. Raises `DamagedRecordError` for a forged state."""
        is_there = False
        for columns in self._rows_of("state, attempts, not_before, seal", kind, record_id):
            if self._rows.is_genuine(kind, record_id, Place(*columns)):
                return Place(*columns)
            is_there = True
        if is_there:
            self._is_damaged(kind, record_id)
        return None

    def heads(self, kind: str) -> list[Head]:
        return self._heads(_HEADS + "WHERE kind = ? ORDER BY version DESC", (kind,))

    def listing(self, kind: str, most: int | None) -> Iterator[tuple[str, Any]]:
        rows = self._select(_LISTING, (kind, -1 if most is None else most))
        return self._rows.open_heads(kind, rows, self._head_in_table)

    def count(self, kind: str) -> int:
        ((count,),) = self._select("SELECT count(*) FROM {record} WHERE kind = ?", (kind,))
        return int(count)

    def ids(self, kind: str) -> set[str]:
        return {row[0] for row in self._select("SELECT id FROM {record} WHERE kind = ?", (kind,))}

    def due(self, now: float, states: Collection[str]) -> list[Head]:
        where = f"WHERE state IN ({_marks(states)}) AND coalesce(not_before, 0) <= ? ORDER BY version"
        return self._heads(_HEADS + where, (*states, now))

    def next_due(self, states: Collection[str]) -> float | None:
        query = f"SELECT min(coalesce(not_before, 0)) FROM {{record}} WHERE state IN ({_marks(states)})"  # noqa: S608
        ((soonest,),) = self._select(query, tuple(states))
        return None if soonest is None else float(soonest)

    def census(self) -> dict[str, set[str]]:
        """Return the ids of all records by kind, from the table."""
        found: dict[str, set[str]] = defaultdict(set)
        for kind, record_id in self._select("SELECT kind, id FROM record NOT INDEXED", ()):
            found[kind].add(record_id)
        return found

    def _opened(self, kind: str, record_id: str, column: Column) -> Any:
        is_there = False
        for version, sealed in self._rows_of(f"version, {column}", kind, record_id):
            try:
                return self._rows.open(kind, record_id, column, version, sealed)
            except DamagedRecordError:
                is_there = True
        if is_there:
            self._is_damaged(kind, record_id)
        return None

    def _rows_of(self, columns: str, kind: str, record_id: str) -> Iterator[Any]:
        """Yield the row that the index finds.

        Then, unless the index is sure, what the table holds.
        """
        where, values = "WHERE kind = ? AND id = ?", (kind, record_id)
        with self._lock, database_errors(self._profile_id):
            try:
                found = self.connection.execute(f"SELECT {columns} FROM record {where}", values).fetchall()  # noqa: S608
            except sqlite3.DatabaseError as error:
                self._doubt(error)
                found = []
        yield from found
        if not self.is_sure:
            table = f"SELECT {columns} FROM record NOT INDEXED {where} ORDER BY version DESC"  # noqa: S608
            yield from self._select(table, values)

    def _select(self, query: str, values: Iterable[Any]) -> list[Any]:
        bound = tuple(values)
        with self._lock, database_errors(self._profile_id):
            try:
                return self.connection.execute(query.replace("{record}", self.source), bound).fetchall()
            except sqlite3.DatabaseError as error:
                self._doubt(error)
                return self.connection.execute(query.replace("{record}", self.source), bound).fetchall()

    def _doubt(self, error: sqlite3.DatabaseError) -> None:
        """Read the table from now on, if an index was unreadable.

        Raises any other error.
        """
        if getattr(error, "sqlite_errorcode", 0) & 0xFF != sqlite3.SQLITE_CORRUPT:
            raise error
        self.source = FROM_TABLE

    def _heads(self, query: str, values: Iterable[Any]) -> list[Head]:
        heads: list[Head] = []
        unseal, is_genuine = self._rows.open, self._rows.is_genuine
        for kind, record_id, version, sealed, state, attempts, not_before, seal in self._select(
            query, values
        ):
            try:
                head = unseal(kind, record_id, "head", version, sealed)
            except DamagedRecordError:
                self.damaged.add((kind, record_id))
                continue
            if state is seal is None or is_genuine(kind, record_id, Place(state, attempts, not_before, seal)):
                heads.append(Head(kind, record_id, head, state, attempts, not_before))
            else:
                self.damaged.add((kind, record_id))
        return heads

    def _head_in_table(self, kind: str, record_id: str) -> HeadValue | None:
        """Read a head from the table if its copy is damaged."""
        try:
            return self.head_value(kind, record_id)
        except DamagedRecordError:
            return None

    def _is_damaged(self, kind: str, record_id: str) -> NoReturn:
        self.damaged.add((kind, record_id))
        raise DamagedRecordError(kind, record_id)


class Readings:
    """The calls of a `RecordStore` that read, passed on."""

    _reader: RecordReader

    def get(self, kind: str, record_id: str) -> Body | None:
        return self._reader.get(kind, record_id)

    def head(self, kind: str, record_id: str) -> Head | None:
        return self._reader.head(kind, record_id)

    def children(self, kind: str, parent: str) -> list[Head]:
        return self._reader.children(kind, parent)

    def heads(self, kind: str) -> list[Head]:
        return self._reader.heads(kind)

    def listing(self, kind: str, most: int | None = None) -> Iterator[tuple[str, Any]]:
        return self._reader.listing(kind, most)

    def count(self, kind: str) -> int:
        return self._reader.count(kind)

    def ids(self, kind: str) -> set[str]:
        return self._reader.ids(kind)

    def due(self, now: float, states: Collection[str]) -> list[Head]:
        return self._reader.due(now, states)

    def next_due(self, states: Collection[str]) -> float | None:
        return self._reader.next_due(states)

    def damaged(self) -> set[tuple[str, str]]:
        return set(self._reader.damaged)

    def census(self) -> Mapping[str, Set[str]]:
        return self._reader.census()


def _marks(values: Collection[str]) -> str:
    return ",".join("?" * len(values))
