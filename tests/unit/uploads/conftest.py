"""The real endpoint in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.api.exchange import Exchange
from tests.contract.upload_server import TestClock, make_app, serving
from tests.unit.uploads.sending import Log, exchange_with


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
async def app(tmp_path: Path, clock: TestClock) -> AsyncIterator[FastAPI]:
    async with serving(make_app(tmp_path, clock)) as app:
        yield app


@pytest.fixture
def log(app: FastAPI) -> Log:
    return Log(app)


@pytest.fixture
async def exchange(log: Log) -> AsyncIterator[Exchange]:
    async with exchange_with(transport=httpx.MockTransport(log)) as exchange:
        yield exchange
