"""How far a store has come, kept beside it: a store that is not as far was put back, or lost its log.

The number stands in the database, too, counted up within a transaction, and is written here once that is durable. So
the database is never behind, unless something older stands in its place. It is sealed: whoever puts an older store back
has to have the older mark, too (docs/adr/0071).
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path

from services.errors import VaultError
from services.vault import durable
from services.vault.sealing import InvalidTag, Sealer

FILE = "mark"
COMMITS = 32
"""The most transactions between two marks. After a file was kept, the next transaction makes one."""


class Mark:
    """The mark of one profile. Belongs to whoever holds the store's lock."""

    def __init__(self, folder: Path, key: bytes, profile_id: str) -> None:
        self._path = folder / FILE
        self._sealer = Sealer(key)
        self._context = f"profile:{profile_id}|mark".encode()
        self._since = COMMITS
        self._next: int | None = None

    def owe(self) -> None:
        """Let the next transaction make one."""
        self._since = COMMITS

    def count(self, connection: sqlite3.Connection) -> None:
        """Within a transaction, before it is committed."""
        self._since += 1
        if self._since > COMMITS:
            self._next = stored(connection) + 1
            connection.execute("INSERT OR REPLACE INTO counter VALUES ('mark', ?)", (self._next,))

    def keep(self, *, committed: bool) -> None:
        """After the transaction. Where there is no room, the next one tries again."""
        if self._next is None:
            return
        if committed:
            with suppress(VaultError):
                durable.write(self._path, self._sealer.seal(str(self._next).encode(), self._context))
                self._since = 0
        self._next = None

    def read(self) -> int | None:
        """None where there is none that opens."""
        try:
            with durable.disk_errors():
                return int(self._sealer.open(self._path.read_bytes(), self._context))
        except (FileNotFoundError, InvalidTag):
            return None


def stored(connection: sqlite3.Connection) -> int:
    """How far the database says that it has come."""
    found = connection.execute("SELECT value FROM counter NOT INDEXED WHERE name = 'mark'").fetchone()
    return 0 if found is None else int(found[0])


def set_forward(connection: sqlite3.Connection, told: int, versions: int) -> None:
    """Let a store that was put back go on beyond what it was: no version may come twice."""
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("INSERT OR REPLACE INTO counter VALUES ('mark', ?)", (told,))
    connection.execute("UPDATE counter SET value = value + ? WHERE name = 'version'", (versions,))
    connection.execute("COMMIT")
