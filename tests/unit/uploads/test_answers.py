"""The uploader against refusals, and against answers that none should give."""

from __future__ import annotations

import asyncio
import contextlib
from dataclasses import replace
from datetime import timedelta
from functools import partial

import httpx
import pytest
from fastapi import FastAPI

from services.api.exchange import Exchange
from services.errors import (
    ConnectivityError,
    DamagedRecordError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from tests.contract.upload_server import TestClock
from tests.unit.uploads.documents import sample
from tests.unit.uploads.sending import LARGE, SMALL, Log, Person, arrived, exchange_with


class TestRefusals:
    async def test_expired(self, exchange: Exchange, clock: TestClock, log: Log) -> None:
        person = Person(exchange, sample(LARGE))
        log.before = partial(log.cut_after, 5_000_000)
        with pytest.raises(ConnectivityError):
            await person.upload()
        log.before = None
        clock.now += timedelta(days=30)
        with pytest.raises(RefusedError) as caught:
            await person.upload()
        assert caught.value == RefusedError("upload-gone", 410)
        person.document = replace(person.document, upload_url=None)
        await person.upload()

    async def test_wrong_type(self, exchange: Exchange) -> None:
        person = Person(exchange, replace(sample(SMALL), data=b"MZ" + bytes(1000)))
        with pytest.raises(RefusedError) as caught:
            await person.upload()
        assert caught.value == RefusedError("unsupported-media-type", 415)

    async def test_other_content_under_the_same_id(self, exchange: Exchange) -> None:
        first = Person(exchange, sample(SMALL))
        await first.upload()
        second = Person(exchange, replace(first.sent, data=first.sent.data + b"!"))
        with pytest.raises(RefusedError) as caught:
            await second.upload()
        assert caught.value == RefusedError("conflict", 409)

    async def test_too_large(self, exchange: Exchange) -> None:
        person = Person(exchange, sample(10))
        person.document = replace(person.document, size=21 * 2**20)
        with pytest.raises(RefusedError) as caught:
            await person.upload()
        assert caught.value == RefusedError("too-large", 413)

    async def test_content_that_is_never_what_it_says(self, exchange: Exchange, log: Log) -> None:
        person = Person(exchange, sample(SMALL))
        with pytest.raises(RefusedError) as caught:
            await person.upload(b"!" * SMALL)
        assert caught.value == RefusedError("checksum-mismatch", 460)
        assert log.content_bytes <= 5 * SMALL

    async def test_source_that_ends_early(self, exchange: Exchange) -> None:
        person = Person(exchange, sample(SMALL))
        with pytest.raises(DamagedRecordError) as caught:
            await person.upload(person.sent.data[:-1])
        assert caught.value == DamagedRecordError("document", person.sent.id)


TUS = {"Tus-Resumable": "1.0.0"}


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(201, headers=TUS), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "https://localhost/1"}), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "//evil/1"}), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "http://localhost:81/1"}), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "http://[bad"}), ProtocolError(201, "")),
        (httpx.Response(201, headers={"Location": "/v1/uploads/1"}), ProtocolError(201, "")),
        (
            httpx.Response(201, headers=TUS | {"Location": "/1", "Upload-Offset": "-1"}),
            ProtocolError(201, ""),
        ),
        (
            httpx.Response(201, headers=TUS | {"Location": "/1", "Upload-Offset": "9" * 12}),
            ProtocolError(201, ""),
        ),
        (httpx.Response(503, headers=TUS, content=b"x" * 200_000), ProtocolError(503, "")),
        (httpx.Response(429, headers=TUS | {"Retry-After": "3"}), ServerError(429, 3.0, "rate-limited")),
        (httpx.Response(412, headers=TUS), RefusedError("tus-version", 412)),
        (httpx.Response(418, headers=TUS), RefusedError("refused", 418)),
    ],
)
@pytest.mark.parametrize("size", [1000, LARGE])
async def test_answers_and_their_errors(answer: httpx.Response, error: MinistryError, size: int) -> None:
    asked: list[str] = []

    async def give(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        return httpx.Response(answer.status_code, headers=answer.headers, stream=answer.stream)

    async with exchange_with(transport=httpx.MockTransport(give)) as exchange:
        with pytest.raises(MinistryError) as caught:
            await Person(exchange, sample(size)).upload()
    assert caught.value == error
    assert set(asked) == {"localhost"}


async def test_a_server_that_takes_bytes_and_never_moves_on() -> None:
    async def give(request: httpx.Request) -> httpx.Response:
        stands = TUS | {"Location": "/v1/uploads/1", "Upload-Offset": "0"}
        return httpx.Response(201 if request.method == "POST" else 204, headers=stands)

    async with exchange_with(transport=httpx.MockTransport(give)) as exchange:
        with pytest.raises(ProtocolError):
            await asyncio.wait_for(Person(exchange, sample(SMALL)).upload(), 5)


async def test_cancelling_passes_through_and_loses_nothing(
    exchange: Exchange, log: Log, app: FastAPI
) -> None:
    person = Person(exchange, sample(LARGE))
    half_way = asyncio.Event()

    async def hang(request: httpx.Request) -> None:
        with contextlib.suppress(httpx.ReadError):
            await log.cut_after(4_000_000, request)
            return
        half_way.set()
        await asyncio.Event().wait()

    log.before = hang
    task = asyncio.create_task(person.upload())
    await half_way.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    log.before = None
    log.requests.clear()
    await person.upload()
    assert arrived(app, person.sent)
    assert log.methods[0] == "HEAD"
    assert log.content_bytes == LARGE - 4_000_000
