"""The folders of profiles, and the marks of those that are being made or erased.

    <id>            a profile
    <id>.making     one that is being made: it becomes a profile by its new name, in one step
    <id>.erasing    one that a person erased: its keys go, then its files

A mark is part of the name, so that it can neither be damaged nor come back alone from a backup. What is marked is
swept. Nothing else is: a folder that lacks a file may be one that a restore or a sync tool is filling.
"""

from __future__ import annotations

import re
from pathlib import Path

from services.vault import durable

MAKING, ERASING = ".making", ".erasing"

_PROFILE = re.compile(r"[A-Za-z0-9]+")


def is_id(name: str) -> bool:
    """True if a profile can have this id."""
    return _PROFILE.fullmatch(name) is not None


def found(home: Path) -> tuple[list[Path], list[Path]]:
    """The folders of profiles in `home`, and those that are to be swept. Others belong to other programs."""
    if not home.is_dir():
        return [], []
    with durable.disk_errors():
        folders = [entry for entry in home.iterdir() if entry.is_dir()]
    profiles = [folder for folder in folders if is_id(folder.name) and _holds_something(folder)]
    return profiles, [
        folder for folder in folders if folder.suffix in (MAKING, ERASING) and is_id(folder.stem)
    ]


def marked(folder: Path, mark: str) -> Path:
    """The folder of a profile under its name with a mark."""
    return folder.with_name(folder.name + mark)


def move(folder: Path, to: Path) -> None:
    """Give a folder another name, durably."""
    with durable.disk_errors():
        folder.rename(to)
        durable.sync_folder(folder.parent)


def _holds_something(folder: Path) -> bool:
    """True if a file is in it that may be a person's.

    Versions before this one could leave an empty folder at a crash: it is no profile, and it is left alone.
    """
    return any(path.suffix != durable.PART_SUFFIX for path in folder.rglob("*") if not path.is_dir())
