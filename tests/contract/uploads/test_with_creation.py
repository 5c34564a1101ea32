"""A small document that comes whole with its creation is recorded once it is here."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st

from ministry.audit import AuditLine
from ministry.auth import Asker
from ministry.auth.tables import SignIn
from ministry.uploads import receiving
from ministry.uploads.headers import Announcement
from ministry.uploads.holding import Held, Holders
from ministry.uploads.tables import Upload
from tests.contract.upload_server import (
    AMINA,
    BRAHIM,
    TestClock,
    chunk,
    creation,
    headers,
    make_app,
    serving,
)
from tests.contract.uploads.test_at_once import Hanging
from tests.contract.uploads.tus import UPLOADS, begun, checksum, finished, offset, parts, refused, stored
from tests.postgres import written
from tests.unit.uploads.documents import Sample, sample


def whole(document: Sample, token: str = AMINA, **more: str) -> dict[str, str]:
    told = {"Content_Type": "application/offset+octet-stream", "Content_Length": str(len(document.data))}
    return creation(document, token, **told, **more)


async def unknown(*_: object) -> None:
    """Return nothing: the look finds no upload."""


def operations(app: FastAPI) -> list[tuple[str, str]]:
    with written(app.state.context.database) as session:
        return [(line.operation, line.outcome) for line in session.query(AuditLine)]


async def test_both_of_its_steps_are_in_the_audit_trail(http: httpx.AsyncClient, app: FastAPI) -> None:
    document = sample()
    assert (await http.post(UPLOADS, headers=whole(document), content=document.data)).status_code == 201
    assert operations(app) == [("createUpload", "done"), ("continueUpload", "finished")]


@pytest.mark.heavy
@given(cut=st.integers(1, 2999))
@settings(max_examples=8)
async def test_what_came_before_a_cut_is_kept_wherever_it_is(cut: int, tmp_path_factory: object) -> None:
    assert isinstance(tmp_path_factory, pytest.TempPathFactory)
    with pytest.MonkeyPatch.context() as soon:
        soon.setattr(receiving, "FLUSH_SECONDS", 0.05)
        soon.setattr(receiving, "_LOOK_SECONDS", 0.05)
        await cut_at(cut, tmp_path_factory.mktemp("cut"))


async def cut_at(cut: int, data: Path) -> None:
    async with (
        serving(make_app(data, TestClock())) as app,
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ministry") as http,
    ):
        document = sample()
        body = Hanging(document.data[:cut])
        hanging = asyncio.create_task(http.post(UPLOADS, headers=whole(document), content=body))
        await body.asked_for_more.wait()
        async with asyncio.timeout(5):
            while (await http.head(f"{UPLOADS}/{document.id}", headers=headers())).status_code == 404:
                await asyncio.sleep(0.05)  # nobody waits for more yet: it may come whole
        assert await offset(http, f"{UPLOADS}/{document.id}") == cut
        refused(await hanging, 423, "upload-locked")
        rest = await http.patch(f"{UPLOADS}/{document.id}", headers=chunk(cut), content=document.data[cut:])
        assert rest.status_code == 204
        assert finished(app, document) is not None


async def test_a_sign_in_that_ended_meanwhile_frees_the_upload(
    http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, begin = sample(600_000), Holders.begin

    async def and_sign_out(self: Holders, asker: Asker, announced: Announcement) -> Held | None:
        held = await begin(self, asker, announced)
        with written(app.state.context.database) as session:
            session.get_one(SignIn, AMINA).revoked_at = app.state.context.clock()
        return held

    monkeypatch.setattr(Holders, "begin", and_sign_out)
    refused(await http.post(UPLOADS, headers=whole(document), content=document.data), 401, "unauthenticated")
    with written(app.state.context.database) as session:
        assert session.get_one(Upload, document.id).holder is None


async def test_one_of_two_persons_has_it(
    http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    # They name the same id at the same moment, with different content: neither writes into the other's.
    monkeypatch.setattr(receiving, "FLUSH_SECONDS", 600.0)
    document = sample()
    other = replace(document, data=document.data[:-1] + b"!")
    first, second = Hanging(document.data[:1000]), other
    hanging = asyncio.create_task(http.post(UPLOADS, headers=whole(document), content=first))
    await first.asked_for_more.wait()
    answer = await http.post(UPLOADS, headers=whole(second, BRAHIM), content=second.data)
    assert answer.status_code == 201
    hanging.cancel()
    await asyncio.gather(hanging, return_exceptions=True)
    refused(await http.post(UPLOADS, headers=whole(document), content=document.data), 404, "not-found")
    assert stored(app) == [second.data]
    assert parts(app) == 0


async def test_content_that_lost_against_another_id_goes(
    http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Another person began an upload of the id between the look and the recording.
    document, store = sample(), app.state.store
    monkeypatch.setattr(store, "known", unknown)
    await begun(http, replace(document, data=b"%PDF-other"), BRAHIM)
    refused(await http.post(UPLOADS, headers=whole(document), content=document.data), 404, "not-found")
    assert stored(app) == []


async def test_content_that_another_document_has_stays(
    http: httpx.AsyncClient, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, kept = sample(), replace(sample(), id=sample(seed=2).id)
    await http.post(UPLOADS, headers=whole(kept), content=kept.data)
    monkeypatch.setattr(app.state.store, "known", unknown)
    await begun(http, replace(document, data=b"%PDF-other"), BRAHIM)
    refused(await http.post(UPLOADS, headers=whole(document), content=document.data), 404, "not-found")
    there = finished(app, kept)
    assert there is not None
    assert there.content == kept.data


@pytest.mark.parametrize("wrong", ["whole", "body"])
async def test_damaged_on_its_way(http: httpx.AsyncClient, app: FastAPI, wrong: str) -> None:
    document = sample()
    damaged = document.data[:-1] + b"!"
    sent = whole(document) if wrong == "whole" else whole(document, Upload_Checksum=checksum(document.data))
    refused(await http.post(UPLOADS, headers=sent, content=damaged), 460, "checksum-mismatch")
    assert finished(app, document) is None
    assert parts(app) == 0
    again = await http.post(UPLOADS, headers=creation(document))
    assert again.headers["Upload-Offset"] == "0"


async def test_content_of_another_type_ends_it(http: httpx.AsyncClient, app: FastAPI) -> None:
    document = replace(sample(), data=b"MZ" + bytes(500))
    refused(
        await http.post(UPLOADS, headers=whole(document), content=document.data),
        415,
        "unsupported-media-type",
    )
    assert operations(app)[-1] == ("continueUpload", "unsupported-media-type")
    gone = await http.head(f"{UPLOADS}/{document.id}", headers=creation(document))
    assert gone.status_code == 410
