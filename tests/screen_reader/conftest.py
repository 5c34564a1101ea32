"""A screen reader, where the machine has one; each test says plainly why it is passed over where not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests.journeys.person import Person
from tests.journeys.servers import App, Ministry
from tests.screen_reader.listener import Listener, headed_browser
from tests.screen_reader.rig import Rig, missing, screen_reader

_NEVER = 1e9
"""Seconds that the demonstration's clerk takes. An agent acts when who listens has heard all before: a key that is
pressed meanwhile, or a machine that is slow, breaks off nothing."""


@pytest.fixture
def rig() -> Iterator[Rig]:
    if lacking := missing():
        pytest.skip(f"The screen reader is not heard here: {lacking}.")
    with screen_reader() as started:
        yield started


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    server = Ministry(tmp_path, _NEVER)
    server.start()
    yield server
    server.stop()


@pytest.fixture
def app(tmp_path: Path, ministry: Ministry) -> Iterator[App]:
    program = App(tmp_path, f"http://127.0.0.1:{ministry.port}")
    yield program
    program.stop()


@pytest.fixture
def catalogue() -> dict[str, Any]:
    from ministry.catalogue.loader import load

    return load().document


@pytest.fixture
def listener(rig: Rig, catalogue: dict[str, Any]) -> Iterator[Callable[[str], Listener]]:
    with sync_playwright() as playwright, headed_browser(playwright, rig) as page:
        yield lambda language: Listener(Person(page, language, catalogue), rig)
