"""The SQLite file of a profile: how it is opened, its schema, its errors.

WAL with `synchronous=FULL` loses nothing that was acknowledged, at a kill or a power cut. The exclusive lock
keeps a second window of the app from sending and sweeping beside the first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from services.errors import (
    DamagedRecordError,
    ProfileInUseError,
    StorageFullError,
    StoreTooNewError,
    VaultError,
)
from services.vault import durable

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
        # With all that a list needs in it: a list then reads no page of a body (docs/adr/0067).
        "CREATE INDEX record_heads ON record (kind, version, id, head, state, attempts, not_before)",
        "DROP INDEX record_newest",
    ),
)
"""Schema by number: the first takes an empty file to version 1, and so on. Never edit one that was released.

`version` of a record orders what was written, over all records, and is part of the seal (`rows.RowSealer`).
"""

MISTAKES = (sqlite3.ProgrammingError, sqlite3.IntegrityError)
"""Errors of the program, which no person can do anything about."""

_APPLICATION_ID = 0x51524942  # "QRIB"
_IN_USE_AFTER = 1.0  # seconds: a window that is just closing is waited for


def connect(path: Path, profile_id: str) -> sqlite3.Connection:
    """Open the file, made if need be, with the newest schema. The caller keeps threads from each other.

    Raises `ProfileInUseError`, `StoreTooNewError`, `StorageFullError`, and `DamagedRecordError` of the kind
    `profile` when the file is no database any more.
    """
    with durable.disk_errors():
        path.touch(mode=0o600)  # SQLite would let others read it, and gives its log the rights that it has
    with database_errors(profile_id):
        connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_IN_USE_AFTER, cached_statements=64
        )
        with ExitStack() as undo:
            undo.callback(connection.close)
            _prepare(connection)
            with durable.disk_errors():
                durable.sync_folder(path.parent)
            undo.pop_all()
    return connection


def _prepare(connection: sqlite3.Connection) -> None:
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
    _migrate(connection)


def _migrate(connection: sqlite3.Connection) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version > len(MIGRATIONS):
        raise StoreTooNewError(version)
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id={_APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version={number}")
        connection.execute("COMMIT")


@contextmanager
def database_errors(profile_id: str) -> Iterator[None]:
    """Turn SQLite's errors into the vault's. A mistake in a statement stays what it is."""
    try:
        yield
    except MISTAKES:
        raise
    except sqlite3.DatabaseError as error:
        raise translated(error, profile_id) from error


def translated(error: sqlite3.DatabaseError, profile_id: str) -> VaultError:
    """The vault's error for one of SQLite's that is not among `MISTAKES`."""
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
