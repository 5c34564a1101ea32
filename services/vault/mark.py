"""How far a store has come, kept beside it: a store that is not as far was put back, or lost its log.

The number is in the database, too, counted up within a transaction, and is written here once that is durable. So
the database is never behind, unless an older one replaced it. The mark is sealed: a person who puts an older store back
has to have the older mark, too (docs/adr/0015).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Set
from contextlib import suppress
from pathlib import Path

from services.errors import DamagedRecordError, VaultError
from services.vault import durable
from services.vault.database import database_errors
from services.vault.sealing import InvalidTag, Sealer

FILE = "mark"
COMMITS = 32
"""The most transactions between two marks. After a file was kept, the next transaction makes one."""


class Mark:
    """The mark of one profile. Only the holder of the store's lock may use it."""

    def __init__(self, folder: Path, key: bytes, profile_id: str) -> None:
        self._path = folder / FILE
        self._sealer = Sealer(key)
        self._profile_id = profile_id
        self._context = f"profile:{profile_id}|mark".encode()
        self._since = COMMITS
        self._next: int | None = None

    def owe(self) -> None:
        """Let the next transaction make one."""
        self._since = COMMITS

    def count(self, connection: sqlite3.Connection) -> None:
        """Count one further within a transaction, before its commit."""
        self._since += 1
        if self._since > COMMITS:
            with database_errors(self._profile_id):
                self._next = stored(connection) + 1
                connection.execute("INSERT OR REPLACE INTO counter VALUES ('mark', ?)", (self._next,))

    def keep(self, *, committed: bool) -> None:
        """Write the mark after the transaction.

        Where there is no room, the next one tries again.
        """
        if self._next is None:
            return
        if committed and self.make(self._next):
            self._since = 0
        self._next = None

    def make(self, number: int) -> bool:
        """Write the mark. False where that cannot be done."""
        with suppress(VaultError):
            durable.write(self._path, self._sealer.seal(str(number).encode(), self._context))
            return True
        return False

    def read(self) -> int | None:
        """Return the mark; None where it is missing or damaged.

        A damaged mark keeps nobody from their records.
        """
        try:
            return int(self._sealer.open(self._path.read_bytes(), self._context))
        except (OSError, InvalidTag):
            return None


def stored(connection: sqlite3.Connection) -> int:
    """Return how far the database says that it has come."""
    found = connection.execute("SELECT value FROM counter NOT INDEXED WHERE name = 'mark'").fetchone()
    return 0 if found is None else int(found[0])


def has_others(attachments: Path, named: Iterable[Set[str]]) -> bool:
    """True if there is a file that no record names.

    Then a store without a mark is not a new one.
    """
    try:
        there = {path.name for path in attachments.iterdir()} if attachments.is_dir() else set[str]()
    except OSError:
        return True  # nobody knows
    # What follows a dot is of a file that never became whole, or of another program.
    return not {name for name in there if "." not in name} <= set[str]().union(*named)


def set_forward(connection: sqlite3.Connection, told: int, versions: int) -> None:
    """Move the counters forward in a store that was put back.

    No version may come twice.
    """
    connection.execute("BEGIN IMMEDIATE")
    move(connection, told, versions)
    connection.execute("COMMIT")


def move(connection: sqlite3.Connection, told: int, versions: int) -> None:
    """Move the counters forward, within a transaction."""
    connection.execute("INSERT OR REPLACE INTO counter VALUES ('mark', ?)", (told,))
    connection.execute("UPDATE counter SET value = value + ? WHERE name = 'version'", (versions,))


def reserve(connection: sqlite3.Connection, profile_id: str, count: int) -> Iterator[int]:
    """Yield `count` new versions from the counter."""
    # The counter may be damaged: what a record has was given out in any case.
    newest = "SELECT max(version) FROM record NOT INDEXED"
    update = """
        UPDATE counter NOT INDEXED SET value = max(value, ?) + ? WHERE name = 'version' RETURNING value
    """
    with database_errors(profile_id):
        ((given,),) = connection.execute(newest).fetchall()
        counted = connection.execute(update, (given or 0, count)).fetchall()
    if not counted:
        raise DamagedRecordError("profile", profile_id)
    ((last,),) = counted
    return iter(range(last - count + 1, last + 1))
