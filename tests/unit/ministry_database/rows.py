"""What stands in the database."""

from __future__ import annotations

import sqlite3
from pathlib import Path


def kept(path: Path) -> list[int]:
    """As another process sees it."""
    other = sqlite3.connect(path)
    try:
        return [number for (number,) in other.execute("SELECT number FROM kept ORDER BY number")]
    finally:
        other.close()
