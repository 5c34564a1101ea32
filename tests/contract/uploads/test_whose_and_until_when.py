"""Whose an upload is, what it may hold, and how it ends (tus 1.0.0: expiration, termination)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from ministry.auth import PersonId
from ministry.uploads.tables import Upload
from tests.contract.upload_server import AMINA, BRAHIM, START, TestClock, chunk, creation, headers
from tests.contract.uploads.tus import UPLOADS, begun, finished, offset, parts, refused, stored
from tests.contract.uploads.tus import named as mark_named
from tests.unit.uploads.documents import sample


class TestWhoAndWhat:
    @pytest.mark.parametrize("version", ["0.2.2", "2.0.0", None])
    async def test_another_version(self, http: httpx.AsyncClient, version: str | None) -> None:
        sent = creation(sample()) | ({"Tus-Resumable": version} if version else {})
        if version is None:
            del sent["Tus-Resumable"]
        answer = await http.post(UPLOADS, headers=sent)
        refused(answer, 412, "tus-version")
        assert answer.headers["Tus-Version"] == "1.0.0"

    async def test_head_says_what_was_announced(self, http: httpx.AsyncClient) -> None:
        document = sample()
        answer = await http.head(await begun(http, document), headers=headers())
        assert answer.headers["Upload-Length"] == "3000"
        assert answer.headers["Upload-Metadata"] == creation(document)["Upload-Metadata"]
        assert answer.headers["Cache-Control"] == "no-store"
        expires = parsedate_to_datetime(answer.headers["Upload-Expires"])
        assert expires - START == timedelta(days=7)


class TestEnd:
    async def test_expiry(
        self, http: httpx.AsyncClient, app: FastAPI, clock: TestClock, tmp_path: Path
    ) -> None:
        document = sample()
        location = await begun(http, document)
        clock.now += timedelta(days=6)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        clock.now += timedelta(days=6)
        assert await offset(http, location) == 1000
        clock.now += timedelta(days=1)
        assert (await http.head(location, headers=headers())).status_code == 410
        refused(await http.patch(location, headers=chunk(1000), content=b"x"), 410, "upload-gone")
        assert await app.state.store.sweep() == 1
        assert await app.state.store.sweep() == 0
        assert parts(app) == 0
        assert (await http.head(location, headers=headers())).status_code == 410

    @pytest.mark.parametrize("swept", [True, False])
    async def test_begins_again_after_expiry(
        self, http: httpx.AsyncClient, app: FastAPI, clock: TestClock, swept: bool
    ) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        clock.now += timedelta(days=300)
        if swept:
            await app.state.store.sweep()
        answer = await http.post(UPLOADS, headers=creation(document))
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
        await http.patch(location, headers=chunk(0), content=document.data)
        assert finished(app, document) is not None

    async def test_a_finished_document_that_nothing_names_expires(
        self, http: httpx.AsyncClient, app: FastAPI, clock: TestClock, tmp_path: Path
    ) -> None:
        named, left = sample(seed=1), sample(seed=2)
        for document in (named, left):
            location = await begun(http, document)
            await http.patch(location, headers=chunk(0), content=document.data)
        store = app.state.store
        mark_named(app, named.id)
        clock.now += timedelta(days=6, hours=23)
        assert await store.sweep() == 0
        clock.now += timedelta(days=300)
        assert await store.sweep() == 1
        assert await offset(http, f"{UPLOADS}/{named.id}") == 3000
        assert (await http.head(location, headers=headers())).status_code == 410
        assert stored(app) == [named.data]
        again = await http.post(UPLOADS, headers=creation(left))
        assert (again.status_code, again.headers["Upload-Offset"]) == (201, "0")

    async def test_termination(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        whole, part = sample(seed=1), sample(seed=2)
        for document, size in ((whole, 3000), (part, 1000)):
            location = await begun(http, document)
            await http.patch(location, headers=chunk(0), content=document.data[:size])
            assert (await http.delete(location, headers=headers())).status_code == 204
            assert (await http.head(location, headers=headers())).status_code == 410
            refused(await http.delete(location, headers=headers()), 410, "upload-gone")
            assert finished(app, document) is None
        assert stored(app) == []
        assert parts(app) == 0

    async def test_content_that_two_persons_have_stays_for_the_other(
        self, http: httpx.AsyncClient, app: FastAPI
    ) -> None:
        mine = sample(seed=1)
        theirs = replace(mine, id=sample(seed=2).id)
        for document, token in ((mine, AMINA), (theirs, BRAHIM)):
            sent = creation(document, token, Content_Type="application/offset+octet-stream")
            await http.post(UPLOADS, headers=sent, content=document.data)
        await http.delete(f"{UPLOADS}/{mine.id}", headers=headers())
        kept = finished(app, theirs, BRAHIM)
        assert kept is not None
        assert kept.content == mine.data

    async def test_a_named_document_stays(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data)
        mark_named(app, document.id)
        refused(await http.delete(location, headers=headers()), 409, "conflict")
        assert finished(app, document) is not None

    async def test_a_document_named_meanwhile_stays(
        self, http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        # It is named by a request that was written between the look at it and its end.
        document, store = sample(), app.state.store
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data)
        find = store.find

        async def found_and_named(person_id: PersonId, document_id: str) -> Upload:
            seen: Upload = await find(person_id, document_id)
            mark_named(app, document_id)
            return seen

        monkeypatch.setattr(store, "find", found_and_named)
        refused(await http.delete(location, headers=headers()), 409, "conflict")
        kept = finished(app, document)
        assert kept is not None
        assert kept.content == document.data
