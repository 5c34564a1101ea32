"""The check whether a store was replaced by an older copy, by its mark and by its files.

`docs/adr/0015` has the reasons.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from services.vault import kept, mark, repair
from services.vault.files import SealedAttachments
from services.vault.mark import Mark
from services.vault.reader import RecordReader
from services.vault.repair import Opened, Repair


def told_by_mark(opened: Opened, told: Mark, reader: RecordReader, files: Path) -> Repair | None:
    """Compare the store with its mark, at opening.

    Where the store is behind its mark, records may be missing: returns what is there, if the person does not know yet.
    """
    number, stored = told.read(), mark.stored(opened.connection)
    if number is not None:
        is_behind = stored < number
    else:
        named = reader.census
        is_behind = not opened.is_of_earlier and (stored > 0 or mark.has_others(files, named().values()))
    said = None
    if is_behind:
        is_new = repair.doubt(files.parent)
        if is_new or number is not None:
            said = what_is_there(reader)
        kept.forget(opened.connection)
        mark.set_forward(opened.connection, number or stored, repair.SPARE_VERSIONS)
    if number is None:
        told.make(stored)
    return said


def told_by_files(
    connection: sqlite3.Connection, attachments: SealedAttachments
) -> tuple[bool, set[str] | None]:
    """Return if a file shows an older store, and files to adopt."""
    noted = kept.notes(connection)
    unknown = there(attachments) - (noted or {}).keys()
    is_later = noted is not None and any(map(attachments.is_own, unknown))
    return is_later, unknown if is_later or noted is None else None


def go_on(connection: sqlite3.Connection, adopted: set[str], *, is_later: bool) -> None:
    """Remember the files, and use no number twice.

    To be called within a transaction.
    """
    kept.adopt(connection, adopted)
    if is_later:
        mark.move(connection, mark.stored(connection) + repair.SPARE_VERSIONS, repair.SPARE_VERSIONS)


def there(attachments: SealedAttachments) -> set[str]:
    """Return all files, those that are set aside as well."""
    return {*attachments.ids(), *attachments.set_aside(0.0)}


def what_is_there(reader: RecordReader) -> Repair:
    return Repair(sum(map(len, reader.census().values())), 0)
