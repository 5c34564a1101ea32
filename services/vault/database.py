"""The SQLite file of a profile: how it is opened, its schema, its errors.

Only `create` makes one: a file that is missing or empty is damage, never a new store.

WAL with `synchronous=FULL` loses nothing that was acknowledged, at a kill or a power cut. The exclusive lock
keeps a second window of the app from sending and sweeping beside the first.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import cache
from pathlib import Path
from typing import TypeAlias

from services.errors import (
    DamagedRecordError,
    ProfileInUseError,
    StorageFullError,
    StoreTooNewError,
    VaultError,
)
from services.vault import durable, holding, kept

DATABASE = "records.db"
"""Its name in the folder of a profile."""
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE record (
            kind TEXT NOT NULL,
            id TEXT NOT NULL,
            version INTEGER NOT NULL,
            state TEXT,
            attempts INTEGER NOT NULL DEFAULT 0,
            not_before REAL,
            head BLOB NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (kind, id)
        ) STRICT""",
        "CREATE INDEX record_newest ON record (kind, version)",
        "CREATE INDEX record_state ON record (state, version) WHERE state IS NOT NULL",
        "CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
        "INSERT INTO counter VALUES ('version', 0)",
    ),
    (
        # With all that a list needs in it: a list then reads no page of a body (docs/adr/0011).
        "CREATE INDEX record_heads ON record (kind, version, id, head, state, attempts, not_before)",
        "DROP INDEX record_newest",
    ),
    (
        # The seal of state, attempts and not_before (docs/adr/0015).
        "ALTER TABLE record ADD COLUMN seal BLOB",
        "DROP INDEX record_heads",
        "CREATE INDEX record_heads ON record (kind, version, id, head, state, attempts, not_before, seal)",
        # The number of the schema once more: that of the file's header may be damaged.
        "INSERT INTO counter VALUES ('schema', 3)",
    ),
    (
        # A keyed digest of what the head names as parent (docs/adr/0030).
        "ALTER TABLE record ADD COLUMN parent BLOB",
        "CREATE INDEX record_parent ON record (parent) WHERE parent IS NOT NULL",
        "UPDATE counter SET value = 4 WHERE name = 'schema'",
    ),
)
"""Schema by number: the first takes an empty file to version 1, and so on. Never edit one that was released. From the
third on each keeps its number in `counter`, too.

`version` of a record orders what was written, over all records, and is part of the seal (`rows.RowSealer`).
"""

Fill: TypeAlias = Callable[[int, sqlite3.Connection], None]
MISTAKES = (sqlite3.ProgrammingError, sqlite3.IntegrityError)
"""Errors of the program, which no person can do anything about."""

SEALS_STATES, KNOWS_PARENTS = 3, 4
"""Numbers of the schemas that are filled from what is there."""
_HEADER_SIZE = 100
_MAGIC = b"SQLite format 3\0"
_APPLICATION_ID = 0x51524942  # "QRIB"


def create(path: Path, profile_id: str) -> None:
    """Make an empty database. Raises `StorageFullError`, `VaultError` if one exists."""
    with durable.disk_errors():
        # SQLite would let others read it, and gives its log the rights that it has.
        os.close(durable.create(path))
    with database_errors(profile_id), closing(_opened(path)) as connection:
        _set_up(connection)
        _migrate(connection, 0, lambda *_: None)
        kept.begin(connection)
    with durable.disk_errors():
        durable.sync_folder(path.parent)


def connect(
    path: Path,
    profile_id: str,
    fill: Fill = lambda *_: None,
    on_damage: Callable[[], object] = lambda: None,
    before_migrating: Callable[[sqlite3.Connection], None] = lambda _: None,
) -> sqlite3.Connection:
    """Open the file, with the newest schema.

    The caller keeps threads from each other. `fill` is called within the transaction of each migration, with the
    number of its schema; `on_damage` where the file is damaged, before it is closed: that writes the log over what is
    there; `before_migrating` may find it so.

    Raises `ProfileInUseError`, `StoreTooNewError`, `StorageFullError`, and `DamagedRecordError` of the kind
    `profile` when the file is missing or no database of this app any more.
    """
    with ExitStack() as undo:
        try:
            _expect_ours(path, profile_id)
            with database_errors(profile_id):
                connection = _opened(path)
                undo.callback(connection.close)
                _set_up(connection)
                version = _version(connection, profile_id)
                if version < len(MIGRATIONS):
                    before_migrating(connection)
                _migrate(connection, version, fill)
        except DamagedRecordError:
            on_damage()
            raise
        undo.pop_all()
    return connection


def empty_log(connection: sqlite3.Connection, profile_id: str) -> bool:
    """Remove deleted content from the write-ahead log, too.

    `secure_delete` cleans the database alone. False where it could not be done: a checkpoint may find no room in
    the database. The change itself is durable.
    """
    try:
        with database_errors(profile_id):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except VaultError:
        return False
    return True


def _expect_ours(path: Path, profile_id: str) -> None:
    """Check the header: SQLite would overwrite an empty file and its log."""
    header = b""
    with durable.disk_errors():
        if path.exists():
            header = holding.read(path, _HEADER_SIZE)
    if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC) or not {*header[18:20]} <= {1, 2}:
        raise DamagedRecordError("profile", profile_id)


def _opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",  # never makes a file
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=holding.IN_USE_AFTER,
        cached_statements=64,
    )


def _set_up(connection: sqlite3.Connection) -> None:
    for setting in (
        "locking_mode=EXCLUSIVE",  # before the journal mode: WAL then needs no shared memory either
        "journal_mode=WAL",
        "synchronous=FULL",
        "fullfsync=ON",  # macOS alone: its plain fsync does not reach the medium
        "checkpoint_fullfsync=ON",
        "secure_delete=ON",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {setting}")


def _version(connection: sqlite3.Connection, profile_id: str) -> int:
    """Return the number of the schema, held against the schema itself."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    found = _schema(connection)
    known = next((number for number in range(1, len(MIGRATIONS) + 1) if _schema_of(number) == found), None)
    if known is not None and known == version:
        return known
    if version > len(MIGRATIONS) and (known is None or _told_version(connection, known) > len(MIGRATIONS)):
        raise StoreTooNewError(version)
    raise DamagedRecordError("profile", profile_id)


def _told_version(connection: sqlite3.Connection, known: int) -> int:
    """Return the schema's number from `counter`; the header's may be damaged."""
    told = connection.execute("SELECT value FROM counter WHERE name = 'schema'").fetchone()
    return known if told is None else int(told[0])


def _schema(connection: sqlite3.Connection) -> frozenset[tuple[str | None, ...]]:
    return frozenset(connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema"))


@cache
def _schema_of(version: int) -> frozenset[tuple[str | None, ...]]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        for statements in MIGRATIONS[:version]:
            for statement in statements:
                connection.execute(statement)
        return _schema(connection)


def _migrate(connection: sqlite3.Connection, version: int, fill: Fill) -> None:
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        fill(number, connection)
        connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")


@contextmanager
def database_errors(profile_id: str) -> Iterator[None]:
    """Turn SQLite's errors, but for mistakes in statements, into the vault's."""
    try:
        yield
    except MISTAKES:
        raise
    except sqlite3.DatabaseError as error:
        raise translated(error, profile_id) from error


def translated(error: sqlite3.DatabaseError, profile_id: str) -> VaultError:
    """Translate an error of SQLite that is not among `MISTAKES`."""
    extended = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    # A quota and a limit on file size fail the write itself; only a bare "no space" is SQLITE_FULL.
    if extended == sqlite3.SQLITE_IOERR_WRITE:
        return StorageFullError()
    match extended & 0xFF:
        case sqlite3.SQLITE_FULL:
            return StorageFullError()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return ProfileInUseError()
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return DamagedRecordError("profile", profile_id)
    return VaultError()
