"""tus 1.0.0 as the contract says it, request by request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from tests.contract.upload_server import chunk, creation, headers
from tests.contract.uploads.tus import (
    UPLOADS,
    begun,
    checksum,
    finished,
    offset,
    parts,
    refused,
    slowly,
    stored,
)
from tests.unit.uploads.documents import sample


async def test_what_is_spoken(http: httpx.AsyncClient) -> None:
    answer = await http.options(UPLOADS)
    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(20 * 2**20)
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256"
    extensions = answer.headers["Tus-Extension"].split(",")
    assert extensions == ["creation", "creation-with-upload", "checksum", "expiration", "termination"]


class TestCreation:
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
        assert kept.content == document.data
        assert (kept.size, kept.media_type) == (3000, "application/pdf")
        assert parts(app) == 0

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
        assert kept.content == document.data

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
        self, http: httpx.AsyncClient, app: FastAPI, content: bytes
    ) -> None:
        document = replace(sample(), data=content)
        location = await begun(http, document)
        answer = await http.patch(location, headers=chunk(0), content=content)
        refused(answer, 415, "unsupported-media-type")
        assert (await http.head(location, headers=headers())).status_code == 410
        assert finished(app, document) is None
        assert (stored(app), parts(app)) == ([], 0)

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
