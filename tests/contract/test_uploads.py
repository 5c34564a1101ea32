"""tus 1.0.0 as the contract says it, request by request."""

from __future__ import annotations

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from ministry.context import Context
from ministry.uploads import StoredDocument, UploadStore, holders
from tests.contract.upload_server import AMINA, BRAHIM, START, TestClock, chunk, creation, headers, make_app
from tests.unit.uploads.documents import Sample, sample

UPLOADS = "/v1/uploads"


def checksum(data: bytes) -> str:
    return f"sha256 {b64encode(hashlib.sha256(data).digest()).decode()}"


@pytest.fixture
def clock() -> TestClock:
    return TestClock()


@pytest.fixture
def app(tmp_path: Path, clock: TestClock) -> FastAPI:
    return make_app(tmp_path, clock)


@pytest.fixture
async def http(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://ministry") as client:
        yield client


def finished(app: FastAPI, document: Sample, person: str = AMINA) -> StoredDocument | None:
    context: Context = app.state.context
    store: UploadStore = app.state.uploads
    with context.database.read() as session:
        return store.finished(session, person, document.id)


async def begun(http: httpx.AsyncClient, document: Sample) -> str:
    answer = await http.post(UPLOADS, headers=creation(document))
    assert answer.status_code == 201
    return answer.headers["Location"]


async def offset(http: httpx.AsyncClient, location: str) -> int:
    answer = await http.head(location, headers=headers())
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


def refused(answer: httpx.Response, status: int, problem: str) -> None:
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.json()["type"] == f"urn:qarib:problem:{problem}"


async def slowly(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


async def test_what_is_spoken(http: httpx.AsyncClient) -> None:
    answer = await http.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(20 * 2**20)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256"
    extensions = answer.headers["Tus-Extension"].split(",")
    assert extensions == ["creation", "creation-with-upload", "checksum", "expiration", "termination"]


class TestCreation:
    async def test_again_is_the_same_upload(self, http: httpx.AsyncClient) -> None:
        document = sample()
        first = await http.post(UPLOADS, headers=creation(document))
        await http.patch(first.headers["Location"], headers=chunk(0), content=document.data[:1000])
        again = await http.post(UPLOADS, headers=creation(document))
        assert (first.status_code, again.status_code) == (201, 200)
        assert first.headers["Location"] == again.headers["Location"] == f"{UPLOADS}/{document.id}"
        assert (first.headers["Upload-Offset"], again.headers["Upload-Offset"]) == ("0", "1000")

    async def test_with_the_whole_document(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path
    ) -> None:
        document = sample()
        sent = creation(document, Content_Type="application/offset+octet-stream")
        answer = await http.post(UPLOADS, headers=sent, content=document.data)
        assert answer.status_code == 201
        assert answer.headers["Upload-Offset"] == str(len(document.data))
        assert "Upload-Expires" not in answer.headers
        kept = finished(app, document)
        assert kept is not None
        assert kept.path == tmp_path / "documents" / document.sha256[:2] / document.sha256[2:]
        assert kept.path.read_bytes() == document.data
        assert (kept.size, kept.media_type, kept.sha256) == (3000, "application/pdf", document.sha256)
        assert list((tmp_path / "uploads").iterdir()) == []

    async def test_with_the_beginning_sent_twice(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        sent = creation(document, Content_Type="application/offset+octet-stream")
        await http.post(UPLOADS, headers=sent, content=document.data[:2000])
        again = await http.post(UPLOADS, headers=sent, content=document.data[:2000])
        assert (again.status_code, again.headers["Upload-Offset"]) == (200, "2000")
        await http.patch(again.headers["Location"], headers=chunk(2000), content=document.data[2000:])
        assert finished(app, document) is not None

    async def test_of_a_finished_document(self, http: httpx.AsyncClient) -> None:
        document = sample()
        sent = creation(document, Content_Type="application/offset+octet-stream")
        await http.post(UPLOADS, headers=sent, content=document.data)
        again = await http.post(UPLOADS, headers=sent, content=document.data)
        assert (again.status_code, again.headers["Upload-Offset"]) == (200, "3000")

    async def test_other_content_under_the_same_id(self, http: httpx.AsyncClient) -> None:
        document = sample()
        await begun(http, document)
        other = replace(document, data=document.data[:-1] + b"!")
        refused(await http.post(UPLOADS, headers=creation(other)), 409, "conflict")

    async def test_too_large(self, http: httpx.AsyncClient) -> None:
        sent = creation(sample()) | {"Upload-Length": str(20 * 2**20 + 1)}
        answer = await http.post(UPLOADS, headers=sent)
        refused(answer, 413, "too-large")
        assert answer.headers["Tus-Max-Size"] == str(20 * 2**20)

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Upload-Length", "0"),
            ("Upload-Length", "-1"),
            ("Upload-Length", "many"),
            ("Upload-Length", "9" * 40),
            ("Upload-Metadata", ""),
            ("Upload-Metadata", "document_id"),
            ("Upload-Metadata", "document_id %%%"),
            ("Upload-Metadata", "filename eA=="),
            ("Upload-Checksum", "md5 1B2M2Y8AsgTpgAmY7PhCfg=="),
            ("Upload-Checksum", "sha256 c2hvcnQ="),
        ],
    )
    async def test_malformed(self, http: httpx.AsyncClient, name: str, value: str) -> None:
        refused(await http.post(UPLOADS, headers=creation(sample()) | {name: value}), 400, "malformed")

    @pytest.mark.parametrize(
        "document_id", ["../../etc/passwd", "0", "5b0b1a1e-7b1a-4c1b-8f6e-0f0d0b1a2c3d", ""]
    )
    async def test_an_id_is_a_uuid_of_version_seven(self, http: httpx.AsyncClient, document_id: str) -> None:
        sent = creation(replace(sample(), id=document_id))
        refused(await http.post(UPLOADS, headers=sent), 400, "malformed")

    async def test_a_type_that_is_not_taken(self, http: httpx.AsyncClient) -> None:
        sent = creation(replace(sample(), media_type="image/heic"))
        refused(await http.post(UPLOADS, headers=sent), 415, "unsupported-media-type")


class TestPatch:
    async def test_in_three_pieces(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        location = await begun(http, document)
        for at in (0, 1000, 2000):
            piece = document.data[at : at + 1000]
            sent = chunk(at, Upload_Checksum=checksum(piece))
            answer = await http.patch(location, headers=sent, content=piece)
            assert (answer.status_code, answer.headers["Upload-Offset"]) == (204, str(at + 1000))
            assert await offset(http, location) == at + 1000
        kept = finished(app, document)
        assert kept is not None
        assert kept.path.read_bytes() == document.data

    async def test_elsewhere(self, http: httpx.AsyncClient) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        for wrong in (0, 999, 1001, 3000):
            answer = await http.patch(location, headers=chunk(wrong), content=b"x")
            refused(answer, 409, "upload-offset")
            assert answer.headers["Upload-Offset"] == "1000"
            assert answer.json()["upload_offset"] == 1000

    async def test_wrong_checksum_leaves_nothing(self, http: httpx.AsyncClient) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        sent = chunk(1000, Upload_Checksum=checksum(b"other"))
        answer = await http.patch(location, headers=sent, content=document.data[1000:2000])
        refused(answer, 460, "checksum-mismatch")
        assert await offset(http, location) == 1000

    async def test_beyond_the_length(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        for body in (document.data[1000:] + b"!", slowly(document.data[1000:], b"!")):
            refused(await http.patch(location, headers=chunk(1000), content=body), 413, "too-large")
            assert await offset(http, location) == 1000
        await http.patch(location, headers=chunk(1000), content=document.data[1000:])
        assert finished(app, document) is not None

    async def test_whole_that_is_not_what_was_announced_begins_again(
        self, http: httpx.AsyncClient, app: FastAPI
    ) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data[:1000])
        wrong = b"!" * 2000
        refused(await http.patch(location, headers=chunk(1000), content=wrong), 460, "checksum-mismatch")
        assert finished(app, document) is None
        assert await offset(http, location) == 0
        assert (await http.patch(location, headers=chunk(0), content=document.data)).status_code == 204
        assert finished(app, document) is not None

    @pytest.mark.parametrize("content", [b"MZ\x90\x00" + b"\x00" * 400, b"\xff\xd8\xff" + b"\x00" * 400])
    async def test_content_of_another_type(
        self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path, content: bytes
    ) -> None:
        document = replace(sample(), data=content)
        location = await begun(http, document)
        answer = await http.patch(location, headers=chunk(0), content=content)
        refused(answer, 415, "unsupported-media-type")
        assert (await http.head(location, headers=headers())).status_code == 410
        assert finished(app, document) is None
        assert [path for path in tmp_path.rglob("*") if path.is_file() and content in path.read_bytes()] == []

    async def test_nothing_more_after_the_end(self, http: httpx.AsyncClient) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data)
        refused(await http.patch(location, headers=chunk(0), content=document.data), 409, "upload-offset")
        refused(await http.patch(location, headers=chunk(3000), content=b"x"), 413, "too-large")
        assert (await http.patch(location, headers=chunk(3000))).status_code == 204

    @pytest.mark.parametrize("name", ["Upload-Offset", "Content-Type"])
    async def test_headers_that_are_needed(self, http: httpx.AsyncClient, name: str) -> None:
        location = await begun(http, sample())
        sent = {key: value for key, value in chunk(0).items() if key != name}
        answer = await http.patch(location, headers=sent, content=b"x")
        assert answer.status_code == {"Upload-Offset": 400, "Content-Type": 415}[name]


class TestWhoAndWhat:
    @pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
    async def test_another_person_finds_nothing(self, http: httpx.AsyncClient, method: str) -> None:
        location = await begun(http, sample())
        answer = await http.request(method, location, headers=chunk(0, BRAHIM))
        unknown = await http.request(method, f"{UPLOADS}/{sample(seed=9).id}", headers=chunk(0, BRAHIM))
        assert answer.status_code == unknown.status_code == 404
        assert answer.content == unknown.content

    async def test_another_person_cannot_begin_it(self, http: httpx.AsyncClient) -> None:
        await begun(http, sample())
        refused(await http.post(UPLOADS, headers=creation(sample(), BRAHIM)), 404, "not-found")

    @pytest.mark.parametrize("method", ["HEAD", "PATCH", "DELETE"])
    async def test_nobody(self, http: httpx.AsyncClient, method: str) -> None:
        location = await begun(http, sample())
        for token in ("", "unknown"):
            answer = await http.request(method, location, headers=chunk(0, token))
            assert answer.status_code == 401
            assert answer.headers["WWW-Authenticate"].startswith("Bearer")

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
        assert app.state.uploads.sweep() == 1
        assert app.state.uploads.sweep() == 0
        assert list((tmp_path / "uploads").iterdir()) == []
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
            app.state.uploads.sweep()
        answer = await http.post(UPLOADS, headers=creation(document))
        assert (answer.status_code, answer.headers["Upload-Offset"]) == (201, "0")
        await http.patch(location, headers=chunk(0), content=document.data)
        assert finished(app, document) is not None

    async def test_a_finished_document_does_not_expire(
        self, http: httpx.AsyncClient, app: FastAPI, clock: TestClock
    ) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data)
        clock.now += timedelta(days=300)
        assert app.state.uploads.sweep() == 0
        assert await offset(http, location) == 3000

    async def test_termination(self, http: httpx.AsyncClient, app: FastAPI, tmp_path: Path) -> None:
        whole, part = sample(seed=1), sample(seed=2)
        for document, size in ((whole, 3000), (part, 1000)):
            location = await begun(http, document)
            await http.patch(location, headers=chunk(0), content=document.data[:size])
            assert (await http.delete(location, headers=headers())).status_code == 204
            assert (await http.head(location, headers=headers())).status_code == 410
            refused(await http.delete(location, headers=headers()), 410, "upload-gone")
            assert finished(app, document) is None
        assert [path for path in (tmp_path / "documents").rglob("*") if path.is_file()] == []
        assert list((tmp_path / "uploads").iterdir()) == []

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
        assert kept.path.read_bytes() == mine.data

    async def test_a_named_document_stays(self, http: httpx.AsyncClient, app: FastAPI) -> None:
        document = sample()
        location = await begun(http, document)
        await http.patch(location, headers=chunk(0), content=document.data)
        with app.state.context.database.write() as session:
            app.state.uploads.name(session, document.id)
        refused(await http.delete(location, headers=headers()), 409, "conflict")
        assert finished(app, document) is not None


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
