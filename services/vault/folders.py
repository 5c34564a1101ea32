"""The folders of profiles, and the marks of those that are being made or erased.

    <id>            a profile
    <id>.making     one that is being made: it becomes a profile by its new name, in one step
    <id>.erasing    one that a person erased: its keys go, then its files

A mark is part of the name, so that it can neither be damaged nor come back alone from a backup. What is marked is
swept. Nothing else is: a folder that lacks a file may be one that a restore or a sync tool is filling.
"""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from services.errors import VaultError
from services.vault import durable
from services.vault.database import database_errors

MAKING, ERASING = ".making", ".erasing"

_LOCK = "lock"
"""Database in a folder that is being made. It is empty: what counts is who has it open."""
_PROFILE = re.compile(r"[0-9a-f]{32}")


def is_id(name: str) -> bool:
    """True if a profile can have this id."""
    return _PROFILE.fullmatch(name) is not None


def found(home: Path) -> tuple[list[Path], list[Path]]:
    """Return the profiles' folders in `home`, and those to be swept.

    Others belong to other programs.
    """
    with durable.disk_errors():
        if not home.is_dir():
            return [], []
        folders = [entry for entry in home.iterdir() if entry.is_dir()]
    profiles = [folder for folder in folders if is_id(folder.name) and _holds_something(folder)]
    return profiles, [
        folder for folder in folders if folder.suffix in (MAKING, ERASING) and is_id(folder.stem)
    ]


@contextmanager
def making(folder: Path) -> Iterator[None]:
    """Make a folder and keep other processes from sweeping it meanwhile.

    Raises `VaultError` when it was all the same. The lock is gone before the folder gets its name: Windows gives no
    other name to a folder with an open file.
    """
    lock = folder / _LOCK
    try:
        with durable.disk_errors():
            durable.make_folder(folder.parent)
            folder.mkdir(mode=0o700)
            durable.sync_folder(folder.parent)
            os.close(durable.create(lock))
        with database_errors(folder.stem), closing(_opened(lock)) as held:
            held.execute("BEGIN EXCLUSIVE")
            yield
        durable.remove(lock)
        move(folder, folder.with_suffix(""))
    except FileNotFoundError as error:
        raise VaultError from error


def is_being_made(folder: Path) -> bool:
    """True if a process is making it just now."""
    try:
        with closing(_opened(folder / _LOCK)) as tried:
            tried.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY
    return False


def _opened(lock: Path) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{lock.absolute().as_uri()}?mode=rw",
        uri=True,
        isolation_level=None,
        timeout=0,
        check_same_thread=False,
    )


def marked(folder: Path, mark: str) -> Path:
    """Return the folder of a profile under its name with a mark."""
    return folder.with_name(folder.name + mark)


def move(folder: Path, to: Path) -> None:
    """Give a folder another name, durably."""
    with durable.disk_errors():
        folder.rename(to)
        durable.sync_folder(folder.parent)


def _holds_something(folder: Path) -> bool:
    """True if the folder holds a file, or cannot be read.

    Versions before this one could leave an empty folder at a crash: it is no profile, and it is left alone.
    """

    def refused(error: OSError) -> None:
        # `rglob` would pass over a folder that may not be looked into, as if nothing were in it.
        if not isinstance(error, FileNotFoundError):
            raise error

    try:
        return any(
            Path(name).suffix != durable.PART_SUFFIX
            for _, _, names in os.walk(folder, onerror=refused)
            for name in names
        )
    except OSError:
        return True
