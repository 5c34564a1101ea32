"""Several requests for one upload at once, half-open connections, and what a crash leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from ministry.uploads import Holders, receiving
from ministry.uploads.holding import Held
from tests.contract.upload_server import chunk, creation, headers
from tests.contract.uploads.tus import UPLOADS, begun, blobs, finished, offset, parts, placed, refused, slowly
from tests.unit.uploads.documents import sample


class Hanging:
    """A body whose end does not come."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.asked_for_more = asyncio.Event()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        yield self.data
        self.asked_for_more.set()
        await asyncio.Event().wait()


class TestManyAtOnce:
    async def test_one_of_four_patches_wins(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample(300_000)
        location = await begun(http, document)
        answers = await asyncio.gather(
            *(http.patch(location, headers=chunk(0), content=document.data) for _ in range(4))
        )
        statuses = sorted(answer.status_code for answer in answers)
        assert statuses[0] == 204
        assert set(statuses[1:]) <= {409, 423}
        kept = finished(app, document)
        assert kept is not None
        assert kept.content == document.data

    async def test_head_ends_a_patch_that_hangs(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        location = await begun(http, document)
        body = Hanging(document.data[:1234])
        hanging = asyncio.create_task(http.patch(location, headers=chunk(0), content=body))
        await body.asked_for_more.wait()
        refused(await http.patch(location, headers=chunk(0), content=b"x"), 423, "upload-locked")
        assert await asyncio.wait_for(offset(http, location), 5) == 1234
        ended = await asyncio.wait_for(hanging, 5)
        refused(ended, 423, "upload-locked")
        await http.patch(location, headers=chunk(1234), content=document.data[1234:])
        assert finished(app, document) is not None

    async def test_a_patch_that_hangs_holds_up_no_other_upload(self, http: httpx.AsyncClient) -> None:
        slow, quick = sample(seed=1), sample(seed=2)
        body = Hanging(slow.data[:10])
        hanging = asyncio.create_task(http.patch(await begun(http, slow), headers=chunk(0), content=body))
        await body.asked_for_more.wait()
        answer = await http.patch(await begun(http, quick), headers=chunk(0), content=quick.data)
        assert answer.status_code == 204
        await http.delete(f"{UPLOADS}/{slow.id}", headers=headers())
        assert (await hanging).status_code in (410, 423)

    async def test_a_silent_client_is_given_up(
        self, http: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(receiving, "HELD", timedelta(seconds=0.01))
        monkeypatch.setattr(receiving, "FLUSH_SECONDS", 0.01)
        document = sample()
        location = await begun(http, document)
        body = Hanging(document.data[:1234])
        answer = await asyncio.wait_for(http.patch(location, headers=chunk(0), content=body), 5)
        refused(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]
        assert await offset(http, location) == 1234


class TestASlowDisk:
    """One part is written while the next comes in."""

    @pytest.fixture(autouse=True)
    def slow(self, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        """The number of writers at each beginning of a writing."""
        keep, at_once, writing = Holders.keep, list[int](), list[int]()

        async def slowly(holders: Holders, held: Held, content: bytes) -> None:
            writing.append(1)
            at_once.append(len(writing))
            await asyncio.sleep(0.03)
            await keep(holders, held, content)
            writing.pop()

        monkeypatch.setattr(Holders, "keep", slowly)
        return at_once

    async def test_each_part_is_in_its_place(
        self, http: httpx.AsyncClient, app: FastAPI, slow: list[int]
    ) -> None:
        document = sample(1_500_000)
        location = await begun(http, document)
        parts = [document.data[at : at + 100_000] for at in range(0, 1_500_000, 100_000)]
        answer = await http.patch(location, headers=chunk(0), content=slowly(*parts))
        assert answer.status_code == 204
        kept = finished(app, document)
        assert kept is not None
        assert kept.content == document.data
        assert {*slow} == {1}

    async def test_who_takes_over_finds_all_that_came(self, http: httpx.AsyncClient) -> None:
        document = sample(1_500_000)
        location = await begun(http, document)
        body = Hanging(document.data[:600_000])
        hanging = asyncio.create_task(http.patch(location, headers=chunk(0), content=body))
        await body.asked_for_more.wait()
        assert await asyncio.wait_for(offset(http, location), 5) == 600_000
        refused(await hanging, 423, "upload-locked")

    async def test_a_disk_that_fails_fails_the_request_and_frees_the_upload(
        self, http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        document = sample(1_500_000)
        location = await begun(http, document)
        with monkeypatch.context() as broken:
            broken.setattr(Holders, "keep", full)
            answer = await http.patch(location, headers=chunk(0), content=document.data)
            assert answer.status_code >= 500
        assert (await http.patch(location, headers=chunk(0), content=document.data)).status_code == 204
        assert finished(app, document) is not None


async def full(*_: object) -> None:
    raise OSError("no room")


class TestAfterACrash:
    @pytest.mark.parametrize("ask", ["HEAD", "POST"])
    async def test_between_the_last_byte_and_its_answer(
        self, http: httpx.AsyncClient, app: FastAPI, ask: str
    ) -> None:
        document = sample()
        location = await begun(http, document)
        placed(app, document, document.data)
        if ask == "HEAD":
            assert await offset(http, location) == 3000
        else:
            answer = await http.post(UPLOADS, headers=creation(document))
            assert answer.headers["Upload-Offset"] == "3000"
        assert finished(app, document) is not None

    async def test_between_the_content_store_and_the_database(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path
    ) -> None:
        document = sample()
        location = await begun(http, document)
        placed(app, document, document.data)
        blobs(app)._put(f"{document.sha256[:2]}/{document.sha256[2:]}", BytesIO(document.data))
        assert await offset(http, location) == 3000
        assert finished(app, document) is not None
        assert parts(app) == 0

    async def test_bytes_that_a_power_cut_turned_to_zeros(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path
    ) -> None:
        document = sample()
        location = await begun(http, document)
        placed(app, document, bytes(3000))
        assert await offset(http, location) == 0
        await http.patch(location, headers=chunk(0), content=document.data)
        assert finished(app, document) is not None
