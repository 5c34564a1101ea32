"""The uploader against the real endpoint in this process."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI

from services.errors import (
    ConnectivityError,
)
from tests.unit.uploads.documents import sample
from tests.unit.uploads.sending import ENDPOINT, LARGE, SMALL, Log, Person, arrived, document_of


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
