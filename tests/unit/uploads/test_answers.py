"""The uploader against refusals, and against answers that none should give."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from dataclasses import replace
from datetime import timedelta
from functools import partial

import httpx
import pytest
from fastapi import FastAPI

from services.api.uploader import Uploader
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from tests.contract.upload_server import AMINA, TestClock
from tests.unit.uploads.documents import sample
from tests.unit.uploads.sending import ENDPOINT, LARGE, SMALL, Log, Person, arrived


class TestRefusals:
    async def test_expired(self, http: httpx.AsyncClient, clock: TestClock, log: Log) -> None:
        person = Person(http, sample(LARGE))
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

    async def test_wrong_type(self, http: httpx.AsyncClient) -> None:
        person = Person(http, replace(sample(SMALL), data=b"MZ" + bytes(1000)))
        with pytest.raises(RefusedError) as caught:
            await person.upload()
        assert caught.value == RefusedError("unsupported-media-type", 415)

    async def test_other_content_under_the_same_id(self, http: httpx.AsyncClient) -> None:
        first = Person(http, sample(SMALL))
        await first.upload()
        second = Person(http, replace(first.sent, data=first.sent.data + b"!"))
        with pytest.raises(RefusedError) as caught:
            await second.upload()
        assert caught.value == RefusedError("conflict", 409)

    async def test_too_large(self, http: httpx.AsyncClient) -> None:
        person = Person(http, sample(10))
        person.document = replace(person.document, size=21 * 2**20)
        with pytest.raises(RefusedError) as caught:
            await person.upload()
        assert caught.value == RefusedError("too-large", 413)

    async def test_content_that_is_never_what_it_says(self, http: httpx.AsyncClient, log: Log) -> None:
        person = Person(http, sample(SMALL))
        with pytest.raises(RefusedError) as caught:
            await person.upload(b"!" * SMALL)
        assert caught.value == RefusedError("checksum-mismatch", 460)
        assert log.content_bytes <= 5 * SMALL

    async def test_source_that_ends_early(self, http: httpx.AsyncClient) -> None:
        person = Person(http, sample(SMALL))
        with pytest.raises(DamagedRecordError) as caught:
            await person.upload(person.sent.data[:-1])
        assert caught.value == DamagedRecordError("document", person.sent.id)

    async def test_a_refused_token_is_renewed_once(self, http: httpx.AsyncClient) -> None:
        given: list[str | None] = []

        async def renewing(*, refused: str | None = None) -> str:
            given.append(refused)
            return AMINA if refused else "ended"

        person = Person(http, sample(SMALL))
        person.uploader = Uploader(http, ENDPOINT, authorize=renewing)
        await person.upload()
        assert given == [None, "ended"]

    async def test_signed_out(self, app: FastAPI, log: Log) -> None:
        async def nobody(*, refused: str | None = None) -> str:
            return "unknown"

        async with httpx.AsyncClient(transport=httpx.MockTransport(log)) as http:
            person = Person(http, sample(SMALL))
            person.uploader = Uploader(http, ENDPOINT, authorize=nobody)
            with pytest.raises(AuthenticationError) as caught:
                await person.upload()
            assert caught.value == AuthenticationError("unauthenticated")
            person.document = replace(person.document, upload_url=f"{ENDPOINT}/{person.sent.id}")
            with pytest.raises(AuthenticationError):
                await person.upload()


TUS = {"Tus-Resumable": "1.0.0"}
PAGE = {"Content-Type": "text/html; charset=utf-8"}
PROBLEM = {"Content-Type": "application/problem+json"}


def busy(status: int, **headers: str) -> httpx.Response:
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, headers=PROBLEM | told, json={"type": "urn:qarib:problem:unavailable"})


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (httpx.Response(200, headers=PAGE, text="<h1>Welcome"), ProtocolError(200, "text/html")),
        (httpx.Response(302, headers={"Location": "http://portal/"}), ProtocolError(302, "")),
        (httpx.Response(403, headers=PAGE, text="<h1>No"), ProtocolError(403, "text/html")),
        (httpx.Response(401, headers=PAGE, text="<h1>Pay"), ProtocolError(401, "text/html")),
        (httpx.Response(201, headers=TUS), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "https://ministry/1"}), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "//evil/1"}), ProtocolError(201, "")),
        (httpx.Response(201, headers=TUS | {"Location": "http://ministry:81/1"}), ProtocolError(201, "")),
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
        (httpx.Response(200, headers=TUS, content=b"x" * 200_000), ProtocolError(200, "")),
        (httpx.Response(502, headers=PAGE, text="<h1>Bad gateway"), ServerError(502)),
        (httpx.Response(500, headers=PROBLEM, content=b"{"), ServerError(500)),
        (httpx.Response(500, headers=PROBLEM, content=b"[" * 60_000), ServerError(500)),
        (busy(503, Retry_After="7"), ServerError(503, 7.0, "unavailable")),
        (
            busy(
                503,
                Date="Sun, 04 Jan 2026 09:00:00 GMT",
                Retry_After="Sun, 04 Jan 2026 09:01:30 GMT",
            ),
            ServerError(503, 90.0, "unavailable"),
        ),
        (busy(503, Retry_After="soon"), ServerError(503, None, "unavailable")),
        (httpx.Response(429, headers=TUS | {"Retry-After": "3"}), ServerError(429, 3.0, "rate-limited")),
        (httpx.Response(412, headers=TUS), RefusedError("tus-version", 412)),
        (httpx.ConnectError("refused"), ConnectivityError("unreachable")),
        (httpx.RemoteProtocolError("garbage"), ConnectivityError("unreachable")),
        (httpx.ReadTimeout("late"), ConnectivityError("timeout")),
        (
            httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=httpx.ByteStream(b"no gzip")),
            ProtocolError(200, ""),
        ),
    ],
)
@pytest.mark.parametrize("size", [1000, LARGE])
async def test_answers_and_their_errors(
    answer: httpx.Response | Exception, error: MinistryError, size: int
) -> None:
    asked: list[str] = []

    async def give(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.host)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, headers=answer.headers, stream=answer.stream)

    async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as http:
        with pytest.raises(MinistryError) as caught:
            await Person(http, sample(size)).upload()
    assert caught.value == error
    assert set(asked) == {"ministry"}


async def test_a_server_that_takes_bytes_and_never_moves_on() -> None:
    async def give(request: httpx.Request) -> httpx.Response:
        stands = TUS | {"Location": "/v1/uploads/1", "Upload-Offset": "0"}
        return httpx.Response(201 if request.method == "POST" else 204, headers=stands)

    async with httpx.AsyncClient(transport=httpx.MockTransport(give)) as http:
        with pytest.raises(ProtocolError):
            await asyncio.wait_for(Person(http, sample(SMALL)).upload(), 5)


async def test_a_certificate_that_is_not_trusted() -> None:
    async def distrust(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("tls") from ssl.SSLCertVerificationError("self-signed")

    async with httpx.AsyncClient(transport=httpx.MockTransport(distrust)) as http:
        with pytest.raises(ConnectivityError) as caught:
            await Person(http, sample(SMALL)).upload()
    assert caught.value.reason == "insecure"


async def test_cancelling_passes_through_and_loses_nothing(
    http: httpx.AsyncClient, log: Log, app: FastAPI
) -> None:
    person = Person(http, sample(LARGE))
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
