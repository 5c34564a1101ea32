"""A store that keeps its promises in memory only, for tests of code that uses a store."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Literal

from services.kinds import Kinds, kind_of
from services.vault.interface import KEEP, Body, Head, HeadValue, Keep
from services.vault.rows import checked, pack, unpack
from tests.memory_attachments import InMemoryAttachments


@dataclass(frozen=True, slots=True)
class _Row:
    version: int
    head: bytes
    body: bytes
    state: str | None = None
    attempts: int = 0
    not_before: float | None = None


_Key = tuple[str, str]


class InMemoryRecordStore:
    """A `RecordStore` without a disk. Values are packed like on disk, so that what it gives is a copy."""

    is_whole = True

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds
        self.attachments = InMemoryAttachments()
        self._rows: dict[_Key, _Row] = {}
        self._lock = threading.RLock()
        self._version = 0
        self._busy = False
        self._closed = False

    @contextmanager
    def transaction(self) -> Iterator[InMemoryTransaction]:
        with self._lock:
            before = dict(self._opened())
            if self._busy:
                raise RuntimeError("transactions do not nest")
            self._busy = True
            committed = False
            try:
                yield InMemoryTransaction(self._rows, self._next_version, self.kinds)
                committed = True
            finally:
                self._busy = False
                if not committed:
                    self._rows = before

    def get(self, kind: str, record_id: str) -> Body | None:
        with self._lock:
            row = self._opened().get((kind, record_id))
        return None if row is None else unpack(row.body)

    def head(self, kind: str, record_id: str) -> Head | None:
        return next(iter(self._heads(lambda key, _: key == (kind, record_id))), None)

    def children(self, kind: str, parent: str) -> list[Head]:
        parent_of = kind_of(self.kinds, kind).parent
        if parent_of is None:
            raise ValueError("records of this kind have no parents")
        return [head for head in self.heads(kind) if parent_of(head.head) == parent]

    def heads(self, kind: str) -> list[Head]:
        return self._heads(lambda key, _: key[0] == kind)[::-1]

    def listing(self, kind: str, most: int | None = None) -> Iterator[tuple[str, Any]]:
        return iter([(head.id, head.head) for head in self.heads(kind)[:most]])

    def count(self, kind: str) -> int:
        return len(self.ids(kind))

    def ids(self, kind: str) -> set[str]:
        with self._lock:
            return {record_id for of, record_id in self._opened() if of == kind}

    def census(self) -> Mapping[str, Set[str]]:
        with self._lock:
            kinds = {kind for kind, _ in self._opened()}
        return {kind: self.ids(kind) for kind in kinds}

    def due(self, now: float, states: Collection[str]) -> list[Head]:
        return self._heads(lambda _, row: row.state in states and (row.not_before or 0.0) <= now)

    def next_due(self, states: Collection[str]) -> float | None:
        with self._lock:
            rows = self._opened().values()
            return min((row.not_before or 0.0 for row in rows if row.state in states), default=None)

    def damaged(self) -> set[tuple[str, str]]:
        return set()

    def close(self) -> None:
        self._closed = True

    def _opened(self) -> dict[_Key, _Row]:
        if self._closed:
            raise ValueError("the store is closed")
        return self._rows

    def _heads(self, wanted: Callable[[_Key, _Row], bool]) -> list[Head]:
        with self._lock:
            found = [(key, row) for key, row in self._opened().items() if wanted(key, row)]
        found.sort(key=lambda item: item[1].version)
        return [Head(*key, unpack(row.head), row.state, row.attempts, row.not_before) for key, row in found]

    def _next_version(self) -> int:
        self._version += 1
        return self._version


class InMemoryTransaction:
    """A `Transaction` of an `InMemoryRecordStore`."""

    def __init__(self, rows: dict[_Key, _Row], next_version: Callable[[], int], kinds: Kinds) -> None:
        self._rows = rows
        self._next_version = next_version
        self._kinds = kinds

    def put(
        self,
        kind: str,
        record_id: str,
        body: Body,
        *,
        head: HeadValue | None = None,
        state: str | Literal[Keep.KEEP] | None = KEEP,
    ) -> None:
        key = (checked(kind), checked(record_id))
        kind_of(self._kinds, kind)
        old = self._rows.get(key, _Row(0, pack({}), b""))
        self._rows[key] = replace(
            old,
            version=self._next_version(),
            head=old.head if head is None else pack(head),
            body=pack(body),
            state=old.state if state is KEEP else state,
        )

    def delete(self, kind: str, record_id: str) -> bool:
        return self._rows.pop((kind, record_id), None) is not None

    def set_state(
        self,
        kind: str,
        record_id: str,
        state: str | None,
        *,
        attempts: int | None = None,
        not_before: float | None = None,
    ) -> bool:
        row = self._rows.get((kind, record_id))
        if row is None:
            return False
        self._rows[kind, record_id] = replace(
            row,
            state=state,
            attempts=row.attempts if attempts is None else attempts,
            not_before=row.not_before if not_before is None else not_before,
        )
        return True
