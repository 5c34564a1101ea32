"""Copies of a damaged database, which a repair reads.

    repairing/           the damaged file and its log, whole; there only while a repair is under way
    repairing/later/     the same of what was found there afterwards, damaged too: somebody put it back

Nothing is believed for being there: a file that holds anything else than its copy is looked at for itself first.
`docs/adr/0015` has the reasons.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from services.vault import durable, holding, salvage

REPAIRING = "repairing"
LOG = "-wal"
_LATER = "later"


def copies(path: Path) -> list[Path]:
    """Return the copies of the database at `path`, the newest first."""
    found: list[Path] = []
    folder = path.parent / REPAIRING
    while folder.exists():
        found.insert(0, folder / path.name)
        folder = folder / _LATER
    return found


def is_set_apart(path: Path) -> bool:
    """True if the newest copy holds all of the database at `path`."""
    found = copies(path)
    with durable.disk_errors():
        return bool(found) and salvage.is_within(path, found[0])


def set_apart(path: Path) -> None:
    """Copy the file and its log into a folder, atomically."""
    if is_set_apart(path):
        return
    found = copies(path)
    folder = found[0].parent / _LATER if found else path.parent / REPAIRING
    part = folder.with_name(f"{folder.name}{durable.PART_SUFFIX}")
    with durable.disk_errors():
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700)
        for name in (path.name, path.name + LOG):
            source = path.with_name(name)
            if source.exists():
                with os.fdopen(durable.create(part / name), "wb") as copy:
                    copy.write(holding.read(source))
                    copy.flush()
                    durable.sync(copy.fileno())
        durable.sync_folder(part)
        part.rename(folder)
        durable.sync_folder(folder.parent)


def withdraw(folder: Path) -> None:
    """Remove the copies before the file is written again.

    What is written then is newer than they are.
    """
    copied = folder / REPAIRING
    if not copied.exists():
        return
    part = copied.with_name(f"{REPAIRING}{durable.PART_SUFFIX}")
    with durable.disk_errors():
        shutil.rmtree(part, ignore_errors=True)
        copied.rename(part)
        durable.sync_folder(folder)
    shutil.rmtree(part, ignore_errors=True)


def keep(folder: Path, name: str) -> None:
    """Rename the copies to `name`, in place of earlier ones."""
    with durable.disk_errors():
        shutil.rmtree(folder / name, ignore_errors=True)
        (folder / REPAIRING).rename(folder / name)
        durable.sync_folder(folder)
