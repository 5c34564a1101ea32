"""Several requests for one upload at once, half-open connections, and what a crash leaves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from ministry.uploads import holders
from tests.contract.upload_server import chunk, creation, headers
from tests.contract.uploads.tus import UPLOADS, begun, finished, offset, refused
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
        assert kept.path.read_bytes() == document.data

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
        monkeypatch.setattr(holders, "IDLE_SECONDS", 0.01)
        document = sample()
        location = await begun(http, document)
        body = Hanging(document.data[:1234])
        answer = await asyncio.wait_for(http.patch(location, headers=chunk(0), content=body), 5)
        refused(answer, 503, "unavailable")
        assert answer.headers["Retry-After"]
        assert await offset(http, location) == 1234


class TestAfterACrash:
    @pytest.mark.parametrize("ask", ["HEAD", "POST"])
    async def test_between_the_last_byte_and_its_answer(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path, ask: str
    ) -> None:
        document = sample()
        location = await begun(http, document)
        (tmp_path / "uploads" / document.id).write_bytes(document.data)
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
        for path in (tmp_path / "uploads" / document.id, app.state.uploads._content.path(document.sha256)):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(document.data)
        assert await offset(http, location) == 3000
        assert finished(app, document) is not None
        assert list((tmp_path / "uploads").iterdir()) == []

    async def test_bytes_that_a_power_cut_turned_to_zeros(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path
    ) -> None:
        document = sample()
        location = await begun(http, document)
        (tmp_path / "uploads" / document.id).write_bytes(bytes(3000))
        assert await offset(http, location) == 0
        await http.patch(location, headers=chunk(0), content=document.data)
        assert finished(app, document) is not None
