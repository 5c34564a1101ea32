"""Which files a store has kept: one that it never heard of, and that opens with its key, shows that it was put back.

Each id is noted in the database before the file is written, and stays noted when the file is gone. So no state of the
store is older than a file that it knows. The mark tells this only as long as nobody puts it back, too (docs/adr/0015).

    file/<id>   1    noted before it was kept
                0    it was there before anybody noted: nobody knows whether the store is as new as it is
    files       1    all that was there has been noted

Stored in `counter`, so that earlier schemas have room for it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Set

NOTED = "files"
_PREFIX = "file/"
_NOTE = "INSERT OR IGNORE INTO counter VALUES (?, ?)"


def begin(connection: sqlite3.Connection) -> None:
    """Begin the notes of a new store, which has no foreign files."""
    connection.execute(_NOTE, (NOTED, 1))


def notes(connection: sqlite3.Connection) -> dict[str, bool] | None:
    """Map the ids of all kept files to whether they are known.

    True for those that the store is as new as. None before it noted any.
    """
    # Not by the index: it is no more than a copy.
    found = dict(connection.execute("SELECT name, value FROM counter NOT INDEXED").fetchall())
    if NOTED not in found:
        return None
    return {
        name.removeprefix(_PREFIX): value == 1 for name, value in found.items() if name.startswith(_PREFIX)
    }


def may_go(connection: sqlite3.Connection) -> Set[str]:
    """Return the files that may be destroyed where no record names them."""
    return {name for name, is_sure in (notes(connection) or {}).items() if is_sure}


def is_noted(connection: sqlite3.Connection, attachment_id: str) -> bool:
    query = "SELECT count(*) FROM counter WHERE name IN (?, ?)"
    return bool(connection.execute(query, (NOTED, _PREFIX + attachment_id)).fetchone() == (2,))


def note(connection: sqlite3.Connection, attachment_id: str, there: Iterable[str]) -> None:
    """Note a file within a transaction, before it is written.

    `there` are those that were there before, noted or not.
    """
    if notes(connection) is None:
        adopt(connection, there)
    connection.execute(_NOTE, (_PREFIX + attachment_id, 1))


def adopt(connection: sqlite3.Connection, there: Iterable[str]) -> None:
    """Note files that may be newer than the store.

    To be called within a transaction.
    """
    connection.executemany(_NOTE, [(_PREFIX + name, 0) for name in there])
    begin(connection)


def forget(connection: sqlite3.Connection) -> None:
    """Stop noting files: it is known that the store was put back.

    A file unknown to it tells nothing new then.
    """
    connection.execute("DELETE FROM counter WHERE name = ?", (NOTED,))


def to_carry(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the counters to copy into a repaired store.

    They tell how far the store has come, and what it has kept.
    """
    rows = "SELECT name, value FROM counter NOT INDEXED WHERE name NOT IN ('version', 'schema')"
    return dict(connection.execute(rows).fetchall())
