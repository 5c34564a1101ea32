"""The native window and the ministry before it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.servers import Ministry
from tests.native.rig import Desktop, desktop


@pytest.fixture
def screen() -> Iterator[Desktop]:
    with desktop() as started:
        yield started


@pytest.fixture
def ministry(tmp_path: Path) -> Iterator[Ministry]:
    server = Ministry(tmp_path)
    server.start()
    yield server
    server.stop()
