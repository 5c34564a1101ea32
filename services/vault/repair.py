"""The check that the database is whole, and the making of a new one of what can be read if it is not.

    records.db           what is opened
    repairing/           a copy of it and its log (`damage`); there only while a repair is under way
    set-aside/           the same, once the repair is done, until `discard`
    incomplete           records may be missing that nothing names any more: no attachment is swept

Each step is durable before the next. A repair that was cut is begun again from `repairing`, as long as `records.db`
holds nothing that was not copied. `docs/adr/0015` has the reasons.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic

from services.errors import DamagedRecordError, VaultError
from services.vault import candidates, damage, durable, holding, kept, salvage
from services.vault.database import SEALS_STATES, connect, create, database_errors
from services.vault.rows import RowSealer, fill_in, note_parents
from services.vault.salvage import Row

SET_ASIDE = "set-aside"
INCOMPLETE = "incomplete"
CHECK_AT_MOST = 0.025
"""Seconds that opening spends on looking; enough for some 4,000 drafts of 4 KB. `Vault.check` looks to the end."""

_STEPS = 200  # of SQLite's machine, between two looks at the time


@dataclass(frozen=True, slots=True)
class Repair:
    """What a repair brought over."""

    kept: int
    """Records that open."""
    damaged: int
    """Records that do not open, or of which the name alone is left: those may still be of use."""


def is_whole(
    connection: sqlite3.Connection, profile_id: str, *, at_most: float | None, pragma: str = "integrity_check"
) -> bool | None:
    """Run SQLite's own check of the file and its indexes.

    None when `at_most` seconds were not enough. `quick_check` as `pragma` leaves out the indexes.
    """
    if at_most is not None:
        ends = monotonic() + at_most
        connection.set_progress_handler(lambda: monotonic() > ends, _STEPS)
    try:
        with database_errors(profile_id):
            (said,) = connection.execute(f"PRAGMA {pragma}(1)").fetchone()
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


@dataclass(frozen=True, slots=True)
class Opened:
    """A database that was opened."""

    connection: sqlite3.Connection
    is_whole: bool
    """True if it was looked at to the end: its indexes tell what its table tells. Else nobody knows yet."""
    repair: Repair | None = None
    is_of_earlier: bool = False
    """True if the version that wrote it made no marks."""


def open_whole(
    path: Path,
    profile_id: str,
    sealer: RowSealer,
    *,
    at_most: float | None = CHECK_AT_MOST,
    found: Damage | None = None,
) -> Opened:
    """Open the database, repaired where need be. Raises as `connect` does.

    `found` is what `set_damage_apart` told of a database that was closed to be repaired.
    `DamagedRecordError` of kind `profile` means that nothing in it can be read at all; then nothing was changed.
    """
    if found is None and not damage.is_set_apart(path):
        # What was put back, or written since, comes before any copy.
        copies = damage.copies(path)
        looked_at = _unrepaired(path, profile_id, sealer, None if copies else at_most)
        if isinstance(looked_at, Opened):
            return looked_at
        found = Damage() if copies else looked_at
    repair = _repair(path, profile_id, sealer, found or Damage())
    connection = connect(path, profile_id)
    with ExitStack() as undo:
        undo.callback(connection.close)
        whole = is_whole(connection, profile_id, at_most=None)
        undo.pop_all()
    return Opened(connection, whole is True, repair)


@dataclass(frozen=True, slots=True)
class Damage:
    """What a repair has to begin from."""

    is_complete: bool = False
    """True if every row is in its place: the indexes tell something else than the table."""
    counters: dict[str, int] = field(default_factory=dict)
    """How far the store has come and what it has kept, if it is complete."""


def _unrepaired(path: Path, profile_id: str, sealer: RowSealer, at_most: float | None) -> Opened | Damage:
    log = path.with_name(path.name + damage.LOG)
    with durable.disk_errors():
        # After a kill the look goes to the end: what a wrong log writes over the file is gone for good.
        at_most = None if log.exists() and log.stat().st_size else at_most
        is_broken = path.exists() and salvage.is_broken(path)
    if is_broken:
        damage.set_apart(path)
        return Damage()
    told, is_of_earlier = Damage(), False

    def look(connection: sqlite3.Connection) -> None:
        """Check the database before a migration, which relies on the indexes."""
        nonlocal told
        if is_whole(connection, profile_id, at_most=None) is False:
            told = set_damage_apart(connection, path, profile_id)
            raise DamagedRecordError("profile", profile_id)

    def fill(schema: int, connection: sqlite3.Connection) -> None:
        nonlocal is_of_earlier
        is_of_earlier |= schema == SEALS_STATES
        fill_in(schema, sealer, profile_id, connection)

    try:
        connection = connect(path, profile_id, fill, partial(damage.set_apart, path), look)
    except DamagedRecordError:
        return told
    with ExitStack() as undo:
        undo.callback(connection.close)
        whole = is_whole(connection, profile_id, at_most=at_most)
        if whole is False:
            return set_damage_apart(connection, path, profile_id)
        if damage.copies(path):
            # Of a repair that was cut, or of what somebody replaced. Kept until a whole look finds nothing missing.
            damage.keep(path.parent, SET_ASIDE)
        elif whole:
            discard(path.parent)
        undo.pop_all()
    return Opened(connection, whole is True, is_of_earlier=is_of_earlier)


def set_damage_apart(connection: sqlite3.Connection, path: Path, profile_id: str) -> Damage:
    """Copy a damaged database aside before closing writes the log over it."""
    found = Damage()
    if is_whole(connection, profile_id, at_most=None, pragma="quick_check"):
        with database_errors(profile_id):
            found = Damage(True, kept.to_carry(connection))
    damage.set_apart(path)
    return found


def discard(folder: Path) -> None:
    """Remove the damaged file; a later opening found the store whole."""
    with durable.disk_errors():
        shutil.rmtree(folder / SET_ASIDE, ignore_errors=True)


def doubt(folder: Path) -> bool:
    """Remember that records may be missing; False if known already."""
    if (folder / INCOMPLETE).exists():
        return False
    with durable.disk_errors():
        (folder / INCOMPLETE).touch(mode=0o600)
        durable.sync_folder(folder)
    return True


def forgo(folder: Path) -> None:
    """Give up what may be missing: the person agreed."""
    discard(folder)
    durable.remove(folder / INCOMPLETE)


def is_complete(folder: Path) -> bool:
    """True if no record may be missing without a name."""
    return not (folder / INCOMPLETE).exists() and not (folder / SET_ASIDE).exists()


def _repair(path: Path, profile_id: str, sealer: RowSealer, damaged: Damage) -> Repair:
    holding.lock(path)
    with durable.disk_errors():
        copied = (each for copy in damage.copies(path) for each in salvage.read(copy))
        found = candidates.best(copied, sealer)
    if not any(opens for _, opens in found):
        damage.withdraw(path.parent)
        raise DamagedRecordError("profile", profile_id)
    fresh = path.with_name(f"{path.name}{durable.PART_SUFFIX}")
    _build(fresh, profile_id, found, damaged.counters, sealer)
    with durable.disk_errors():
        if not damaged.is_complete:
            doubt(path.parent)
        # The old log first: SQLite would write it over the new file.
        durable.remove(path.with_name(path.name + damage.LOG))
        fresh.replace(path)
        durable.sync_folder(path.parent)
    damage.keep(path.parent, SET_ASIDE)
    opens = sum(good for _, good in found)
    return Repair(opens, len(found) - opens)


def _build(
    path: Path, profile_id: str, found: list[tuple[Row, bool]], counters: dict[str, int], sealer: RowSealer
) -> None:
    """Build a database of these rows, whole and durable on return."""
    with durable.disk_errors():
        for name in (path.name, path.name + damage.LOG):
            path.with_name(name).unlink(missing_ok=True)
    create(path, profile_id)
    with closing(connect(path, profile_id)) as connection, database_errors(profile_id):
        connection.execute("BEGIN IMMEDIATE")
        for row, _ in found:
            names = (row.kind, row.id, row.version)
            connection.execute(_INSERT, (*names, row.head, row.body, *row.place))
        note_parents(sealer, profile_id, connection)
        # No version may come twice in a store, not even one that only the lost rows had.
        last = max(row.version for row, opens in found if opens) + SPARE_VERSIONS
        connection.execute("UPDATE counter SET value = ? WHERE name = 'version'", (last,))
        kept.forget(connection)
        connection.executemany("INSERT OR REPLACE INTO counter VALUES (?, ?)", counters.items())
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


_INSERT = """
    INSERT INTO record (kind, id, version, head, body, state, attempts, not_before, seal)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
"""
SPARE_VERSIONS = 1_000_000  # more than any store uses between two repairs
