"""A database of two small tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ministry.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ministry.sqlite3"


@pytest.fixture
def database(path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{path}")
    with opened.look() as direct:
        direct.say("CREATE TABLE kept (number INTEGER PRIMARY KEY)")
        direct.say("CREATE TABLE child (number INTEGER REFERENCES kept DEFERRABLE INITIALLY DEFERRED)")
    yield opened
    opened.close()
