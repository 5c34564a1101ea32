"""The ministry's database with every migration applied, made once in a process: a thousand tests open one each.

Migrations are tested where databases are made from nothing: by every journey and in `tests/contract/test_server.py`.
"""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from ministry.database import Database
from ministry.migrations.runner import bring_up_to_date
from ministry.settings import Settings

_NAME = "ministry.sqlite3"


def migrated(data: Path) -> Path:
    """Puts an empty database into a folder of the server; gives the folder, for its `Settings`."""
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    (data / _NAME).write_bytes(_empty())
    return data


@cache
def _empty() -> bytes:
    with tempfile.TemporaryDirectory() as name:
        settings = Settings(data=Path(name))
        assert settings.url.endswith(_NAME)
        database = Database(settings.url)
        bring_up_to_date(database)
        database.close()
        return (settings.data / _NAME).read_bytes()
