"""A picked file passes through memory, once, and not beyond its limit."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from app.loopback.intake import PREFIX, Intake


@pytest.fixture
def intake() -> Intake:
    return Intake()


@pytest.fixture
async def browser(intake: Intake) -> httpx.AsyncClient:
    app = Starlette(routes=[Route(PREFIX + "{token}", intake.take, methods=["PUT"])])
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")


async def test_a_file_arrives_whole(intake: Intake, browser: httpx.AsyncClient) -> None:
    address, content = intake.open(limit=100)
    answer = await browser.put(address, content=b"x" * 100)
    assert answer.status_code == 204
    assert await content == b"x" * 100


async def test_an_address_works_once(intake: Intake, browser: httpx.AsyncClient) -> None:
    address, content = intake.open(limit=100)
    await browser.put(address, content=b"first")
    assert (await browser.put(address, content=b"second")).status_code == 404
    assert await content == b"first"


async def test_more_than_the_limit_is_not_taken(intake: Intake, browser: httpx.AsyncClient) -> None:
    address, content = intake.open(limit=10)
    assert (await browser.put(address, content=b"x" * 11)).status_code == 413
    assert not content.done()


async def test_cancelling_closes_the_address(intake: Intake, browser: httpx.AsyncClient) -> None:
    address, content = intake.open(limit=10)
    content.cancel()
    await asyncio.sleep(0)
    assert (await browser.put(address, content=b"late")).status_code == 404


async def test_an_unknown_address_takes_nothing(browser: httpx.AsyncClient) -> None:
    assert (await browser.put(PREFIX + "guess", content=b"x")).status_code == 404
