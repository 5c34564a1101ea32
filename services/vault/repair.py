"""Finding out on opening whether the database is whole, and making a new one of what can be read if it is not.

    records.db           what is opened
    repairing/           a copy of the damaged file and its log, whole; there only while a repair is under way
    set-aside/           the same, once the repair is done, until `discard`
    suspect              a whole look found damage: the next opening looks whole, too, and repairs

Each step is durable before the next. A repair that was cut is begun again from `repairing`, which nothing writes to.
`docs/adr/0060` has the reasons.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from services.errors import DamagedRecordError, VaultError
from services.vault import durable, salvage
from services.vault.database import connect, database_errors
from services.vault.rows import RowSealer, checked
from services.vault.salvage import Row

REPAIRING = "repairing"
SET_ASIDE = "set-aside"
SUSPECT = "suspect"
CHECK_AT_MOST = 0.025
"""Seconds that opening spends on looking; enough for some 7,000 drafts of 4 KB. `Vault.check` looks to the end."""

_LOG = "-wal"
_STEPS = 200
"""Of SQLite's machine, between two looks at the time."""
_INSERT = """
    INSERT INTO record (kind, id, version, state, attempts, not_before, head, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
"""


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair brought over."""

    kept: int
    """Records that open."""
    damaged: int
    """Records that do not open, brought over all the same: their names may still be of use."""


def is_whole(connection: sqlite3.Connection, profile_id: str, *, at_most: float | None) -> bool | None:
    """SQLite's own look at the file (`quick_check`); None when `at_most` seconds were not enough."""
    if at_most is not None:
        ends = time.monotonic() + at_most
        connection.set_progress_handler(lambda: time.monotonic() > ends, _STEPS)
    try:
        with database_errors(profile_id):
            (said,) = connection.execute("PRAGMA quick_check(1)").fetchone()
            return bool(said == "ok")
    except DamagedRecordError:
        return False
    except VaultError as error:
        cause = error.__cause__
        if isinstance(cause, sqlite3.Error) and cause.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            return None
        raise
    finally:
        connection.set_progress_handler(None, 0)


def open_whole(path: Path, profile_id: str, sealer: RowSealer) -> tuple[sqlite3.Connection, Repair | None]:
    """Open the database, repaired where need be. Raises as `connect` does.

    `DamagedRecordError` of kind `profile` means that nothing in it can be read at all; then nothing was changed.
    """
    if not (path.parent / REPAIRING).exists():
        try:
            connection = connect(path, profile_id)
            suspect = (path.parent / SUSPECT).exists()
            whole = is_whole(connection, profile_id, at_most=None if suspect else CHECK_AT_MOST)
        except DamagedRecordError:
            whole = False
        else:
            if whole is not False:
                if whole:
                    discard(path.parent)
                    _trust(path.parent)
                return connection, None
            connection.close()
    repair = _repair(path, profile_id, sealer)
    _trust(path.parent)
    return connect(path, profile_id), repair


def distrust(folder: Path) -> None:
    """The next opening is to look at the whole file, and to repair it."""
    with durable.disk_errors():
        (folder / SUSPECT).touch(mode=0o600)
        durable.sync_folder(folder)


def _trust(folder: Path) -> None:
    """Where the mark cannot be removed, the next opening looks at all of it once more; that keeps nobody out."""
    if (folder / SUSPECT).exists():
        with suppress(OSError):
            (folder / SUSPECT).unlink()


def discard(folder: Path) -> None:
    """Let go of the damaged file: the person agreed, or the store was found whole on a later opening."""
    with durable.disk_errors():
        shutil.rmtree(folder / SET_ASIDE, ignore_errors=True)


def _repair(path: Path, profile_id: str, sealer: RowSealer) -> Repair:
    with durable.disk_errors():
        source = _set_apart(path)
        found = _best(salvage.rows(source / path.name), sealer)
    if not any(opens for _, opens in found):
        with durable.disk_errors():
            shutil.rmtree(source)
        raise DamagedRecordError("profile", profile_id)
    fresh = path.with_name(f"{path.name}{durable.PART_SUFFIX}")
    _build(fresh, profile_id, found)
    with durable.disk_errors():
        # The old log first: SQLite would write it over the new file.
        durable.remove(path.with_name(path.name + _LOG))
        fresh.replace(path)
        durable.sync_folder(path.parent)
        shutil.rmtree(path.parent / SET_ASIDE, ignore_errors=True)
        source.rename(path.parent / SET_ASIDE)
        durable.sync_folder(path.parent)
    opens = sum(good for _, good in found)
    return Repair(opens, len(found) - opens)


def _set_apart(path: Path) -> Path:
    """The damaged file and its log, copied whole into a folder that appears at one stroke."""
    folder = path.parent / REPAIRING
    if folder.exists():
        return folder
    part = folder.with_name(f"{REPAIRING}{durable.PART_SUFFIX}")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(mode=0o700)
    for name in (path.name, path.name + _LOG):
        source = path.with_name(name)
        if source.exists():
            with source.open("rb") as old, os.fdopen(durable.create(part / name), "wb") as copy:
                shutil.copyfileobj(old, copy)
                copy.flush()
                durable.sync(copy.fileno())
    durable.sync_folder(part)
    part.rename(folder)
    durable.sync_folder(path.parent)
    return folder


def _best(rows: Iterable[Row], sealer: RowSealer) -> list[tuple[Row, bool]]:
    """Of each record the newest row that opens, else the newest; with whether it opens. Oldest first."""
    best: dict[tuple[str, str], tuple[Row, bool]] = {}
    for row in rows:
        if not _is_named(row):
            continue
        candidate = (row, _opens(row, sealer))
        known = best.get((row.kind, row.id))
        if known is None or (candidate[1], row.version) > (known[1], known[0].version):
            best[row.kind, row.id] = candidate
    return sorted(best.values(), key=lambda item: item[0].version)


def _is_named(row: Row) -> bool:
    try:
        checked(row.kind)
        checked(row.id)
    except ValueError:
        return False
    return True


def _opens(row: Row, sealer: RowSealer) -> bool:
    try:
        sealer.open(row.kind, row.id, "head", row.version, row.head)
        sealer.open(row.kind, row.id, "body", row.version, row.body)
    except DamagedRecordError:
        return False
    return True


def _build(path: Path, profile_id: str, found: list[tuple[Row, bool]]) -> None:
    """A new database of these rows, whole and durable when this returns."""
    with durable.disk_errors():
        for name in (path.name, path.name + _LOG):
            path.with_name(name).unlink(missing_ok=True)
    with closing(connect(path, profile_id)) as connection, database_errors(profile_id):
        connection.execute("BEGIN IMMEDIATE")
        for row, _ in found:
            values = (
                row.kind,
                row.id,
                row.version,
                row.state,
                row.attempts,
                row.not_before,
                row.head,
                row.body,
            )
            connection.execute(_INSERT, values)
        # No version may come twice in a store, not even one that only the lost rows had.
        last = max(row.version for row, opens in found if opens) + _SPARE_VERSIONS
        connection.execute("UPDATE counter SET value = ? WHERE name = 'version'", (last,))
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_SPARE_VERSIONS = 1_000_000
"""More than any store uses between two repairs."""
