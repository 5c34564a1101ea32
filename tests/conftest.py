"""What every test has: databases of PostgreSQL are given back at its end."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def _databases() -> Iterator[None]:
    yield
    if "tests.postgres" in sys.modules:
        sys.modules["tests.postgres"].give_back_databases()


def pytest_sessionfinish() -> None:
    if "tests.postgres" in sys.modules:
        sys.modules["tests.postgres"].drop_databases()
