"""The uploader against the real endpoint in this process."""

from __future__ import annotations

import asyncio
import io
import itertools
import time
from functools import partial

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from services.api import parts
from services.api.exchange import Exchange
from services.errors import ConnectivityError, RefusedError
from tests.contract.uploads import tus
from tests.unit.uploads.documents import sample
from tests.unit.uploads.sending import (
    ENDPOINT,
    LARGE,
    SMALL,
    Log,
    Person,
    arrived,
    document_of,
    exchange_with,
)


class Watched(io.BytesIO):
    """A source that counts who reads from it, and how many do at once."""

    def __init__(self, content: bytes, *, slow: bool = False) -> None:
        super().__init__(content)
        self._slow = slow
        self._reading = 0
        self.reads = self.at_once = 0

    def read(self, size: int | None = -1, /) -> bytes:
        self.reads += 1
        self._reading += 1
        self.at_once = max(self.at_once, self._reading)
        time.sleep(0.02 if self._slow else 0)
        data = super().read(size)
        self._reading -= 1
        return data


class TestTheWay:
    async def test_small_document_goes_in_one_request(
        self, exchange: Exchange, log: Log, app: FastAPI
    ) -> None:
        person = Person(exchange, sample(SMALL))
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods == ["POST"]
        assert person.document.upload_url == f"{ENDPOINT}/{person.sent.id}"

    async def test_large_document_goes_in_one_request_after_its_address_is_known(
        self, exchange: Exchange, log: Log, app: FastAPI
    ) -> None:
        person = Person(exchange, sample(LARGE))
        known: list[str | None] = []

        async def look(request: httpx.Request) -> None:
            known.append(person.document.upload_url)

        log.before = look
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods == ["POST", "PATCH"]
        assert known == [None, f"{ENDPOINT}/{person.sent.id}"]
        assert log.requests[1].headers["Upload-Checksum"]

    @given(size=st.integers(9, 3_000_000), steps=st.lists(st.booleans(), min_size=1))
    @settings(max_examples=20)
    async def test_a_whole_is_read_in_blocks_and_sent_as_it_is(self, size: int, steps: list[bool]) -> None:
        # However quick the line is, a step is at most what is read at once, and progress is what was sent.
        sent, told = sample(size), list[int]()
        data, quick = b"", itertools.cycle(steps)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("services.api.parts._QUICK", 0.0)
            async with parts.whole(document_of(sent), Watched(sent.data)) as piece:
                async for step in piece.steps(told.append):
                    assert len(step) <= parts._BLOCK
                    patch.setattr("services.api.parts._QUICK", 1e9 if next(quick) else 0.0)
                    data += step
        assert data == sent.data
        assert told == sorted(told)
        assert told[-1] == size

    async def test_nothing_is_read_once_it_was_given_up(self) -> None:
        # The caller closes the source then.
        source = Watched(sample(LARGE).data, slow=True)
        for taken in range(3):
            async with parts.whole(document_of(sample(LARGE)), source) as piece:
                steps = piece.steps(lambda _: None)
                for _ in range(taken):
                    await anext(steps)
            reads = source.reads
            await asyncio.sleep(0.05)
            assert source.reads == reads
        assert source.at_once == 1

    async def test_begun_again_from_its_first_byte(self) -> None:
        # As after a token that was refused in the middle.
        sent = sample(LARGE)
        async with parts.whole(document_of(sent), Watched(sent.data, slow=True)) as piece:
            given_up = piece.steps(lambda _: None)
            await anext(given_up)
            assert b"".join([step async for step in piece.steps(lambda _: None)]) == sent.data

    async def test_something_in_between_takes_small_requests_only(
        self, exchange: Exchange, log: Log, app: FastAPI
    ) -> None:
        person = Person(exchange, sample(LARGE))

        async def refuse(request: httpx.Request) -> httpx.Response | None:
            large = int(request.headers.get("Content-Length", "0")) > 5 * 2**20
            return httpx.Response(413, text="<h1>Request Entity Too Large") if large else None

        log.before = refuse
        await person.upload()
        assert arrived(app, person.sent)
        assert set(log.methods[1:]) == {"PATCH"}

    async def test_a_ministry_that_finds_it_too_large_is_not_asked_again(self) -> None:
        asked: list[str] = []

        async def give(request: httpx.Request) -> httpx.Response:
            asked.append(request.method)
            told = {"Tus-Resumable": "1.0.0", "Location": "/v1/uploads/1", "Upload-Offset": "0"}
            return httpx.Response(201 if request.method == "POST" else 413, headers=told)

        async with exchange_with(transport=httpx.MockTransport(give)) as exchange:
            with pytest.raises(RefusedError):
                await Person(exchange, sample(LARGE)).upload()
        assert asked == ["POST", "PATCH"]

    @pytest.mark.parametrize("size", [SMALL, LARGE])
    async def test_progress_grows_to_the_size(self, exchange: Exchange, size: int) -> None:
        person = Person(exchange, sample(size))
        await person.upload()
        assert person.progress == sorted(person.progress)
        assert person.progress[-1] == size
        assert max(b - a for a, b in zip([0, *person.progress], person.progress, strict=False)) <= 2**20

    async def test_the_name_stays_here(self, exchange: Exchange, log: Log) -> None:
        await Person(exchange, sample(SMALL)).upload()
        assert b"paper" not in b"".join(b"".join(pair) for pair in log.requests[0].headers.raw)
        assert "cGFwZXI" not in log.requests[0].headers["Upload-Metadata"]

    async def test_what_is_there_is_not_sent_again(self, exchange: Exchange, log: Log) -> None:
        person = Person(exchange, sample(SMALL))
        await person.upload()
        await person.upload()
        assert log.methods == ["POST", "HEAD"]

    async def test_goes_on_where_it_stopped(self, exchange: Exchange, log: Log, app: FastAPI) -> None:
        person = Person(exchange, sample(LARGE))
        log.before = partial(log.cut_after, 5_000_000)
        with pytest.raises(ConnectivityError):
            await person.upload()
        log.before = None
        log.requests.clear()
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods[0] == "HEAD"
        assert log.content_bytes == LARGE - 5_000_000
        assert all(request.headers["Upload-Checksum"] for request in log.requests[1:])

    async def test_after_a_lost_answer_the_content_is_not_sent_twice(
        self, exchange: Exchange, log: Log, app: FastAPI
    ) -> None:
        person = Person(exchange, sample(SMALL))

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

    async def test_moved_meanwhile(self, exchange: Exchange, log: Log, app: FastAPI) -> None:
        # Another connection of ours brought a part after we asked for the offset.
        person = Person(exchange, sample(LARGE))

        async def move(request: httpx.Request) -> None:
            if request.method == "PATCH" and not tus.parts(app):
                tus.placed(app, person.sent, person.sent.data[:1_000_000])

        log.before = move
        await person.upload()
        assert arrived(app, person.sent)
        assert log.methods[:4] == ["POST", "PATCH", "HEAD", "PATCH"]

    async def test_damaged_on_its_way(self, exchange: Exchange, log: Log, app: FastAPI) -> None:
        for size in (SMALL, LARGE):
            person = Person(exchange, sample(size))
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
        self, exchange: Exchange, log: Log, app: FastAPI
    ) -> None:
        person = Person(exchange, sample(SMALL))
        person.document = document_of(person.sent, "http://elsewhere/v1/uploads/1")
        await person.upload()
        assert arrived(app, person.sent)
        assert {request.url.host for request in log.requests} == {"localhost"}
