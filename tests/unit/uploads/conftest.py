"""The real endpoint in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.contract.upload_server import TestClock, make_app
from tests.unit.uploads.sending import Log


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def app(tmp_path: Path, clock: TestClock) -> FastAPI:
    return make_app(tmp_path, clock)


@pytest.fixture
def log(app: FastAPI) -> Log:
    return Log(app)


@pytest.fixture
async def http(log: Log) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.MockTransport(log)) as client:
        yield client
