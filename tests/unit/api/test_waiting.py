"""How long the ministry is waited for, whichever of JSON and tus is under way."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest

from services.api import exchange, transport, uploader
from services.api.client import MinistryClient
from services.api.tokens import InMemoryTokenStore
from services.errors import ConnectivityError
from tests.manual_clock import ManualClock
from tests.unit.api.stand_in import Asked, Told
from tests.unit.api.ways import (
    LARGE,
    PROBLEM,
    WAYS,
    Renewing,
    Way,
    each_way,
    each_way_with_a_body,
    failure,
    spoken_to,
)


@each_way
async def test_an_answer_that_never_begins_is_waited_for_so_long(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transport, "TIMEOUT", httpx.Timeout(0.2))
    monkeypatch.setattr(uploader, "_TIMEOUT", httpx.Timeout(0.2))
    never = Told(200, wait=asyncio.Event())
    async with spoken_to(Renewing(way, lambda _: never), clock, tokens) as (client, _):
        assert await failure(way.call(client)) == ConnectivityError("timeout")


@pytest.mark.long
@each_way_with_a_body
async def test_an_answer_that_drips_is_waited_for_so_long(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "WHOLE_ANSWER", 0.5)
    drips = Told(503, b" ", PROBLEM, repeat=0.02)
    async with spoken_to(Renewing(way, lambda _: drips), clock, tokens) as (client, _):
        assert await failure(way.call(client)) == ConnectivityError("timeout")


class Line(httpx.AsyncBaseTransport):
    """A line without time limits of its own, in trouble with one request of a way."""

    def __init__(
        self, way: Way, trouble: Callable[[httpx.Request], Awaitable[httpx.Response | None]]
    ) -> None:
        self._way = way
        self._trouble = trouble

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if request.method == self._way.method and (answer := await self._trouble(request)) is not None:
            return answer
        body = LARGE.data if request.method == "PATCH" else b""
        told = self._way.good(Asked(request.method, "", dict(request.headers), body))
        return httpx.Response(told.status, headers=told.headers, stream=httpx.ByteStream(told.body))


async def _steps(request: httpx.Request) -> AsyncIterator[bytes]:
    assert isinstance(request.stream, httpx.AsyncByteStream)
    async for step in request.stream:
        yield step


class Drip(httpx.AsyncByteStream):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        while True:
            yield b" "
            await asyncio.sleep(0.02)


async def test_a_slow_line_may_take_its_time_to_send(
    clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Only the answer is to be there in time: a paper of 20 MB may need an hour.
    monkeypatch.setattr(exchange, "WHOLE_ANSWER", 0.2)
    monkeypatch.setattr("services.api.parts._QUICK", 0.0)
    (way,) = (way for way in WAYS if way.method == "PATCH")
    sent = 0

    async def slowly(request: httpx.Request) -> None:
        nonlocal sent
        async for step in _steps(request):
            sent += len(step)
            await asyncio.sleep(0.03)

    client = MinistryClient("http://localhost", tokens, clock=clock, transport=Line(way, slowly))
    await way.call(client)
    await client.aclose()
    assert sent == len(LARGE.data)


@each_way
async def test_a_head_that_drips_is_waited_for_so_long(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "WHOLE_ANSWER", 0.2)

    async def never(request: httpx.Request) -> None:
        _ = [step async for step in _steps(request)]
        await asyncio.Event().wait()

    client = MinistryClient("http://localhost", tokens, clock=clock, transport=Line(way, never))
    assert await failure(way.call(client)) == ConnectivityError("timeout")
    await client.aclose()


@each_way_with_a_body
async def test_an_answer_that_came_early_is_waited_for_so_long(
    way: Way, clock: ManualClock, tokens: InMemoryTokenStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exchange, "WHOLE_ANSWER", 0.2)

    async def early(request: httpx.Request) -> httpx.Response:
        await anext(_steps(request), None)
        return httpx.Response(503, headers=PROBLEM, stream=Drip())

    client = MinistryClient("http://localhost", tokens, clock=clock, transport=Line(way, early))
    assert await failure(way.call(client)) == ConnectivityError("timeout")
    await client.aclose()
