"""What a store of records promises. `Vault` keeps the promise on disk, `InMemoryRecordStore` in memory.

A record is a dict under a kind and an id: a small `head` that lists need, and a `body`. Both may hold what
JSON can hold, and bytes. A head may be a list, too: without names it is read quicker, where there may be many.
Kinds and ids stand in clear in the file, so they say nothing about a person.

Every call blocks and may be made from any thread but that of an event loop.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Set
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from typing import Any, BinaryIO, Final, Literal, NamedTuple, Protocol, TypeAlias

from services.kinds import Kinds

Body: TypeAlias = dict[str, Any]
HeadValue: TypeAlias = dict[str, Any] | list[Any]


class Keep(Enum):
    """A column that stays as it is, where None has a meaning of its own."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


class Head(NamedTuple):
    """What a list shows of a record, without opening its body. A tuple: lists may have ten thousand."""

    kind: str
    id: str
    head: Any
    """The head as it was put: a dict or a list."""
    state: str | None
    attempts: int
    not_before: float | None
    """Seconds since 1970; None is at once."""


@dataclass(frozen=True, slots=True)
class Stored:
    """What was kept as an attachment."""

    size: int
    """Bytes."""
    sha256: str
    """The digest of the content, in lower-case hexadecimal."""


class Transaction(Protocol):
    """Changes that happen together or not at all."""

    def put(
        self,
        kind: str,
        record_id: str,
        body: Body,
        *,
        head: HeadValue | None = None,
        state: str | Literal[Keep.KEEP] | None = KEEP,
    ) -> None:
        """Write a record, new or not.

        It becomes the newest of its kind. Without `head`, the record keeps the head that it has; a new one gets an
        empty head. `state` likewise. Attempts and `not_before` stay. Raises `ValueError` for a kind or an id that is
        not made of 1 to 100 of `A-Z a-z 0-9 _ . : -`, `UndeclaredKindError`, and `TypeError` for a value that cannot
        be kept.
        """

    def delete(self, kind: str, record_id: str) -> bool:
        """Remove a record for good. False when there was none."""

    def set_state(
        self,
        kind: str,
        record_id: str,
        state: str | None,
        *,
        attempts: int | None = None,
        not_before: float | None = None,
    ) -> bool:
        """Change a record's state of sending, without opening or renewing it.

        None keeps `attempts` or `not_before` as they are. False when there is no such record. Raises
        `DamagedRecordError` where another program changed that state.
        """


class AttachmentWriter(Protocol):
    """A writer of a file piece by piece; nothing is kept before `commit`. Leaving a `with` without it aborts."""

    def write(self, data: bytes) -> None: ...

    def commit(self) -> Stored:
        """Make it durable.

        A file that had the same id is replaced at one stroke.
        """

    def abort(self) -> None:
        """Keep nothing. Does nothing after `commit`."""

    def __enter__(self) -> AttachmentWriter: ...

    def __exit__(self, *_: object) -> None: ...


class Attachments(Protocol):
    """Files that belong to records. Write the file first, then the record that names it.

    Ids are made of 1 to 100 of `A-Z a-z 0-9 _ -`, else `ValueError`. They are file names: nothing personal.
    """

    def put(self, attachment_id: str, chunks: Iterable[bytes]) -> Stored:
        """Keep a file; what `chunks` raises leaves nothing behind. Raises `StorageFullError`."""

    def writer(self, attachment_id: str) -> AttachmentWriter:
        """Open a writer for content that comes in pieces."""

    def open(self, attachment_id: str) -> BinaryIO:
        """Read a file, from any position. Close it after use.

        Raises `FileNotFoundError`, and here or while reading `DamagedRecordError` if it was changed or cut.
        """

    def exists(self, attachment_id: str) -> bool: ...

    def delete(self, attachment_id: str) -> bool:
        """Remove a file, one that is set aside too.

        False when there was none.
        """

    def ids(self) -> set[str]:
        """Return the ids of the files, without those set aside."""

    def set_aside(self, now: float) -> Mapping[str, bool]:
        """Map set-aside files' ids to whether `sweep` destroys them now."""

    def sweep(self, known: Callable[[], Collection[str] | None], now: float) -> list[str]:
        """Set aside files that no record names; return their ids.

        A crash between file and record leaves such files. After two weeks of waiting (`now` is in seconds since
        1970) a later sweep destroys it; until then `open`, or a sweep that finds it named, brings it back. Leaves
        what was written since opening: its record may not be there yet. `known` answers every id that a record
        names, from `RecordStore.census`; None where that is not certain, and then nothing is set aside or
        destroyed.
        """


class RecordStore(Protocol):
    @property
    def kinds(self) -> Kinds:
        """The kinds that may be kept."""

    @property
    def attachments(self) -> Attachments: ...

    def transaction(self) -> AbstractContextManager[Transaction]:
        """Begin; commit at the end of the `with`, or roll back.

        It rolls back if the block raises. Other threads wait. Raises `StorageFullError`, and then nothing of it is
        written; what was there before is intact. Transactions do not nest: `RuntimeError`. Reading inside sees what
        was written inside.
        """

    def get(self, kind: str, record_id: str) -> Body | None:
        """Return the body of a record. Raises `DamagedRecordError`; the others still open."""

    def head(self, kind: str, record_id: str) -> Head | None:
        """Return what lists show of one record. Raises `DamagedRecordError`."""

    def children(self, kind: str, parent: str) -> list[Head]:
        """Return the records whose heads name a parent (`Kind.parent`), newest first.

        Costs nothing for those of others. Leaves out those that do not open: see `damaged`. Raises
        `UndeclaredKindError`, and `ValueError` for a kind whose records have no parents.
        """

    def heads(self, kind: str) -> list[Head]:
        """Return all records of a kind, newest first.

        Leaves out those that do not open: see `damaged`.
        """

    def listing(self, kind: str, most: int | None = None) -> Iterator[tuple[str, Any]]:
        """Yield id and head of the `most` newest records, or of all.

        It takes half the time of `heads`.

        They are opened one by one while the caller takes them.
        """

    def count(self, kind: str) -> int:
        """Count the records of a kind, those that do not open included."""

    def ids(self, kind: str) -> set[str]:
        """Return a kind's record ids, those that do not open included."""

    def census(self) -> Mapping[str, Set[str]]:
        """Return the ids of all records by kind, unknown kinds included.

        They are read from the table, not from an index.
        """

    @property
    def is_whole(self) -> bool:
        """True if it is certain that no record is missing.

        Else nothing may be deleted for want of a name.
        """

    def due(self, now: float, states: Collection[str]) -> list[Head]:
        """Return the records in `states` that are due, oldest first.

        Due are those without a `not_before` after `now` (seconds since 1970). Leaves out those that do not open:
        see `damaged`.
        """

    def next_due(self, states: Collection[str]) -> float | None:
        """Return when the next record in `states` is due.

        In seconds since 1970; 0.0 is at once.
        """

    def damaged(self) -> set[tuple[str, str]]:
        """Return kind and id of records that were found damaged.

        Counted since the store was opened.
        """

    def close(self) -> None:
        """Close for good; may be called twice.

        Any other call after it raises `ValueError`.
        """
