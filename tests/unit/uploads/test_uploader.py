"""The uploader against the real endpoint in this process, and against answers that none should give."""

from __future__ import annotations

import asyncio
import io
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from services.errors import (
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from services.models.document import Document
from services.uploads import Uploader
from tests.contract.upload_server import AMINA, TestClock, make_app
from tests.unit.uploads.documents import Sample, sample

ENDPOINT = "http://ministry/v1/uploads"
SMALL, LARGE = 300_000, 9_000_000


def document_of(sent: Sample, upload_url: str | None = None) -> Document:
    return Document(
        sent.id,
        "paper.pdf",
        sent.media_type,
        len(sent.data),
        sent.sha256,
        "2026-01-04T09:00:00Z",
        None,
        upload_url,
    )


async def authorize(*, refused: str | None = None) -> str:
    return AMINA


class Person:
    """Uploads one document, keeping what an outbox would keep."""

    def __init__(self, http: httpx.AsyncClient, sent: Sample, endpoint: str = ENDPOINT) -> None:
        self.uploader = Uploader(http, endpoint, authorize=authorize)
        self.sent = sent
        self.document = document_of(sent)
        self.progress: list[int] = []

    async def upload(self, data: bytes | None = None) -> None:
        async def keep(location: str) -> None:
            self.document = replace(self.document, upload_url=location)

        source = io.BytesIO(self.sent.data if data is None else data)
        await self.uploader.upload(self.document, source, self.progress.append, keep)


class Log:
    """Remembers the requests that went out; `before` may answer one instead of the server."""

    def __init__(self, app: FastAPI) -> None:
        self.requests: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], Awaitable[httpx.Response | None]] | None = None
        self._app = httpx.ASGITransport(app)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = await self.before(request) if self.before else None
        return answer or await self._app.handle_async_request(request)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    @property
    def content_bytes(self) -> int:
        return sum(int(request.headers.get("Content-Length", "0")) for request in self.requests)


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


def arrived(app: FastAPI, sent: Sample) -> bool:
    with app.state.context.database.read() as session:
        stored = app.state.uploads.finished(session, AMINA, sent.id)
    return stored is not None and stored.path.read_bytes() == sent.data


class TestTheWay:
    async def test_small_document_goes_in_one_request(
        self, http: httpx.AsyncClient, log: Log, app: FastAPI
    ) -> None:
        person = Person(http, sample(SMALL))
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods == ["POST"]
        assert person.document.upload_url == f"{ENDPOINT}/{person.sent.id}"

    async def test_large_document_goes_in_chunks(
        self, http: httpx.AsyncClient, log: Log, app: FastAPI
    ) -> None:
        person = Person(http, sample(LARGE))
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods == ["POST", "PATCH", "PATCH", "PATCH"]
        assert all(request.headers["Upload-Checksum"] for request in log.requests[1:])

    @pytest.mark.parametrize("size", [SMALL, LARGE])
    async def test_progress_grows_to_the_size(self, http: httpx.AsyncClient, size: int) -> None:
        person = Person(http, sample(size))
        await person.upload()
        assert person.progress == sorted(person.progress)
        assert person.progress[-1] == size
        assert max(b - a for a, b in zip([0, *person.progress], person.progress, strict=False)) <= 65536

    async def test_the_name_stays_here(self, http: httpx.AsyncClient, log: Log) -> None:
        await Person(http, sample(SMALL)).upload()
        assert b"paper" not in b"".join(b"".join(pair) for pair in log.requests[0].headers.raw)
        assert "cGFwZXI" not in log.requests[0].headers["Upload-Metadata"]

    async def test_what_is_there_is_not_sent_again(self, http: httpx.AsyncClient, log: Log) -> None:
        person = Person(http, sample(SMALL))
        await person.upload()
        await person.upload()
        assert log.methods == ["POST", "HEAD"]

    async def test_goes_on_where_it_stopped(self, http: httpx.AsyncClient, log: Log, app: FastAPI) -> None:
        person = Person(http, sample(LARGE))

        async def cut(request: httpx.Request) -> None:
            if request.headers.get("Upload-Offset") == str(2 * 4 * 2**20):
                raise httpx.ReadError("cut")

        log.before = cut
        with pytest.raises(ConnectivityError):
            await person.upload()
        log.before = None
        log.requests.clear()
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods[0] == "HEAD"
        assert log.content_bytes == LARGE - 2 * 4 * 2**20

    async def test_after_a_lost_answer_the_content_is_not_sent_twice(
        self, http: httpx.AsyncClient, log: Log, app: FastAPI
    ) -> None:
        person = Person(http, sample(SMALL))

        async def lose(request: httpx.Request) -> httpx.Response | None:
            await log._app.handle_async_request(request)
            raise httpx.ReadError("no answer")

        log.before = lose
        with pytest.raises(ConnectivityError):
            await person.upload()
        log.before = None
        await person.upload()
        assert arrived(app, person.sent)
        assert [request.headers.get("Content-Length") for request in log.requests] == [str(SMALL), "0"]

    async def test_moved_meanwhile(self, http: httpx.AsyncClient, log: Log, app: FastAPI) -> None:
        """Another connection of ours brought a part after we asked where the upload stands."""
        person = Person(http, sample(LARGE))
        partial = app.state.uploads._unfinished / person.sent.id

        async def move(request: httpx.Request) -> None:
            if request.method == "PATCH" and not partial.exists():
                partial.write_bytes(person.sent.data[:1_000_000])

        log.before = move
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods[:4] == ["POST", "PATCH", "HEAD", "PATCH"]

    async def test_damaged_on_its_way(self, http: httpx.AsyncClient, log: Log, app: FastAPI) -> None:
        for size in (SMALL, LARGE):
            person = Person(http, sample(size))
            damaged = iter([True])

            async def damage(request: httpx.Request, damaged: object = damaged) -> httpx.Response | None:
                if request.headers.get("Content-Length", "0") == "0" or not next(damaged, False):
                    return None
                body = bytearray(await request.aread())
                body[1000] ^= 1
                wrong = httpx.Request(
                    request.method, request.url, headers=request.headers, content=bytes(body)
                )
                return await log._app.handle_async_request(wrong)

            log.before = damage
            await person.upload()
            assert arrived(app, person.sent)

    async def test_address_of_another_server_is_not_used(
        self, http: httpx.AsyncClient, log: Log, app: FastAPI
    ) -> None:
        person = Person(http, sample(SMALL))
        person.document = document_of(person.sent, "http://elsewhere/v1/uploads/1")
        await person.upload()
        assert arrived(app, person.sent)
        assert {request.url.host for request in log.requests} == {"ministry"}


class TestRefusals:
    async def test_expired(self, http: httpx.AsyncClient, clock: TestClock, log: Log) -> None:
        person = Person(http, sample(LARGE))

        async def cut(request: httpx.Request) -> None:
            if request.headers.get("Upload-Offset") == str(4 * 2**20):
                raise httpx.ReadError("cut")

        log.before = cut
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
    second_chunk = asyncio.Event()

    async def hang(request: httpx.Request) -> None:
        if request.headers.get("Upload-Offset") == str(4 * 2**20):
            second_chunk.set()
            await asyncio.Event().wait()

    log.before = hang
    task = asyncio.create_task(person.upload())
    await second_chunk.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    log.before = None
    log.requests.clear()
    await person.upload()
    assert arrived(app, person.sent)
    assert log.methods[0] == "HEAD"
    assert log.content_bytes == LARGE - 4 * 2**20
