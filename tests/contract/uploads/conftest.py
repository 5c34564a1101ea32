"""The endpoint of uploads in this process, with a clock that does not run."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.contract.upload_server import TestClock, make_app, serving
from tests.object_store import object_store


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture(params=["folder", "s3"])
async def app(
    request: pytest.FixtureRequest, tmp_path: Path, clock: TestClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[FastAPI]:
    """Whatever the papers are kept in, all is the same."""
    blobs = None
    if request.param == "s3":
        store = object_store()
        for name, value in store.environment.items():
            monkeypatch.setenv(name, value)
        blobs = store.url(tmp_path.name)
    async with serving(make_app(tmp_path, clock, blobs=blobs)) as app:
        yield app


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ministry") as client:
        yield client
