"""What a failed journey tells: the window, the app, what waits to be sent, the ministry. No content of any record."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from tests.journeys.process import Process
from tests.journeys.servers import App

WAIT = 5000
"""Milliseconds for a window to answer. One that hangs does not answer at all."""
LINES = 40
"""Lines of a log, the last ones."""


def account(fixtures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield a title and a text for each part of the journey."""
    for name, fixture in fixtures.items():
        if isinstance(fixture, Page):
            yield "window", _window(fixture)
            yield "console of the window", "\n".join(fixtures.get("console", ()))
        if isinstance(fixture, App):
            yield "kept by the app", _records(fixture)
        if isinstance(fixture, Process):
            yield f"log of the {name}", _log(fixture)


def _window(page: Page) -> str:
    """Describe a window: address, script, drawing, and what it shows."""
    return "\n".join(
        (
            page.url,
            "script: " + _tells(page, "true"),
            "frame: " + _tells(page, "new Promise(go => requestAnimationFrame(() => go(true)))"),
            _words(page),
        )
    )


def _tells(page: Page, script: str) -> str:
    try:
        page.wait_for_function(script, timeout=WAIT, polling=100)
    except Error as error:
        return f"no answer ({type(error).__name__})"
    return "answers"


def _words(page: Page) -> str:
    try:
        return page.locator("body").aria_snapshot(timeout=WAIT)
    except Error as error:
        return f"what it shows cannot be read ({type(error).__name__})"


def _records(app: App) -> str:
    """Count the records by kind, state and attempts.

    Read from a copy: the app holds the file for itself, so that no second process opens a profile.
    """
    lines = []
    for path in sorted(app.home.glob("profiles/*/records.db")):
        with tempfile.TemporaryDirectory() as folder:
            for part in path.parent.glob("records.db*"):
                shutil.copy(part, folder)
            lines += _counted(Path(folder) / path.name)
    return "\n".join(lines)


def _counted(path: Path) -> list[str]:
    try:
        with closing(sqlite3.connect(path)) as database:
            rows = database.execute(
                "SELECT kind, state, attempts, count(*) FROM record GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"
            ).fetchall()
    except sqlite3.Error as error:
        return [f"the records cannot be read ({type(error).__name__})"]
    return [" ".join(map(str, row)) for row in rows]


def _log(process: Process) -> str:
    if not process.log.exists():
        return ""
    return "\n".join(process.log.read_text(encoding="utf-8").splitlines()[-LINES:])
