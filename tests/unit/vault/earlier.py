"""Closed stores brought into the form in which earlier versions kept them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from services.vault.database import DATABASE, MIGRATIONS


def bring_back(folder: Path, schema: int) -> None:
    """Undo the migrations after the one that made this schema."""
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        database.execute("DROP INDEX record_parent")
        database.execute("ALTER TABLE record DROP COLUMN parent")
        database.execute("UPDATE counter SET value = 3 WHERE name = 'schema'")
        if schema < 3:
            database.execute("DROP INDEX record_heads")
            database.execute("ALTER TABLE record DROP COLUMN seal")
            database.execute(MIGRATIONS[1][0] if schema == 2 else MIGRATIONS[0][1])
            database.execute("DELETE FROM counter WHERE name = 'schema'")
        database.execute(f"PRAGMA user_version={schema}")
        database.commit()
