"""What is sent to the ministry to make it fall over: packed bodies, bombs, every parser fed with anything."""

from __future__ import annotations

import asyncio
import gzip
import json
import struct
import zlib
from base64 import b64encode
from collections.abc import AsyncIterator
from hashlib import sha256
from io import BytesIO
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ministry.http import bodies
from ministry.uploads.media_types import JPEG, PDF, PNG
from ministry.uploads.pictures import sides
from tests.contract.conftest import AMINA, World, problem

UPLOAD = "application/offset+octet-stream"


def fuzzed(examples: int) -> settings:
    return settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


def png(width: int, height: int) -> bytes:
    """Return a small PNG, whole but for the pixels it claims."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    chunks = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 64)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks
    )


def jpeg(width: int, height: int, frame: int = 0xC0, before: bytes = b"") -> bytes:
    sizes = struct.pack(">HBHHB", 11, 8, height, width, 1) + b"\x01\x11\x00"
    return b"\xff\xd8" + before + b"\xff" + bytes([frame]) + sizes + b"\xff\xd9"


def sent(world: World, content: bytes, media_type: str, **headers: str) -> Any:
    pairs = {
        "document_id": world.new_id(),
        "sha256": sha256(content).hexdigest(),
        "media_type": media_type,
    }
    metadata = ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
    told = {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": metadata}
    return world.http.post(
        "/v1/uploads",
        content=content,
        headers={**world.bearer(), **told, "Content-Type": UPLOAD, **headers},
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(50_000, 50_000), PNG),
        (png(65_501, 1), PNG),
        (png(1, 65_501), PNG),
        (jpeg(65_535, 65_535), JPEG),
        (jpeg(65_535, 65_535, frame=0xC2), JPEG),
    ],
)
def test_picture_bombs_are_refused_and_gone(world: World, content: bytes, media_type: str) -> None:
    answer = sent(world, content, media_type)
    assert problem(answer) == "too-large"
    data = world.ministry.context.settings.data
    assert [path for path in data.rglob("*") if path.is_file() and path.read_bytes() == content] == []


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (png(8192, 6144), PNG),
        (jpeg(8192, 6144), JPEG),
        (
            jpeg(4000, 3000, frame=0xC2, before=b"\xff\xe1\x00\x0aExif\0\0XX\xff\xff\xff\xdb\x00\x03\x00"),
            JPEG,
        ),
    ],
)
def test_photographs_of_large_cameras_are_taken(world: World, content: bytes, media_type: str) -> None:
    assert sent(world, content, media_type).status_code == 201


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 64, PNG),
        (b"\xff\xd8\xff\xe0\x00\x00" + b"\0" * 64, JPEG),
        (b"\xff\xd8\xff", JPEG),
        (b"\xff\xd8" + b"\xff\xe0\x00\x04ab" * 1200, JPEG),
        (png(10, 10), JPEG),
        (b"PK\x03\x04" + b"\0" * 64, PDF),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", PNG),
        (b"<html><script>alert(1)</script>", PDF),
    ],
)
def test_what_is_not_what_it_says_is_refused(world: World, content: bytes, media_type: str) -> None:
    assert problem(sent(world, content, media_type)) == "unsupported-media-type"


@fuzzed(300)
@given(head=st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"]), rest=st.binary(max_size=200))
def test_any_bytes_have_sides_or_none(head: bytes, rest: bytes) -> None:
    for media_type in (JPEG, PNG):
        found = sides(BytesIO(head + rest), media_type)
        assert found is None or min(found) >= 0


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "gzip, gzip", "x-gzip", "GZIP"])
def test_packed_bodies_are_refused(world: World, coding: str) -> None:
    packed = gzip.compress(b" " * 10_000_000 + json.dumps({"number": AMINA.number}).encode())
    headers = {"Content-Encoding": coding, "Content-Type": "application/json"}
    answer = world.http.post("/v1/sign-in/codes", content=packed, headers=headers)
    assert problem(answer) == "unsupported-media-type"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert problem(sent(world, b"%PDF-1.7", PDF, **{"Content-Encoding": coding})) == "unsupported-media-type"


def test_a_body_that_says_it_is_not_packed_is_taken(world: World) -> None:
    answer = world.http.post(
        "/v1/sign-in/codes", json={"number": AMINA.number}, headers={"Content-Encoding": "identity"}
    )
    assert answer.status_code == 202


def test_a_long_body_is_refused_before_it_is_read(world: World) -> None:
    read = 0

    def endless() -> Any:
        nonlocal read
        while read < 2**28:
            read += 2**16
            yield b" " * 2**16

    headers = {"Content-Type": "application/json"}
    declared = {**headers, "Content-Length": "1025"}
    assert problem(world.http.post("/v1/sign-out", content=b"", headers=declared)) == "too-large"
    assert problem(world.http.post("/v1/sign-out", content=endless(), headers=headers)) == "too-large"
    large = {"Upload-Length": str(world.ministry.context.settings.document_limit + 1)}
    assert problem(sent(world, b"%PDF-1.7", PDF, **large)) == "too-large"


async def test_a_body_that_does_not_come_is_not_waited_for(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bodies, "_PATIENCE", 0.01)

    async def stalled() -> AsyncIterator[bytes]:
        yield b'{"number":'
        await asyncio.Event().wait()

    transport = httpx.ASGITransport(world.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://ministry") as http:
        answer = await http.post(
            "/v1/sign-in/codes", content=stalled(), headers={"Content-Type": "application/json"}
        )
    assert (problem(answer), answer.headers["retry-after"]) == ("unavailable", "1")
    assert answer.headers["connection"] == "close"


def test_an_answer_lists_some_errors_and_repeats_no_long_name(world: World) -> None:
    # Each body here is small enough to be checked.
    many = {**world.request_body("affiliation_certificate"), **{f"m{number}": 0 for number in range(500)}}
    answer = world.put(f"/v1/requests/{world.new_id()}", many)
    assert problem(answer) == "validation"
    assert len(answer.json()["errors"]) == 100
    long = world.put(f"/v1/requests/{world.new_id()}", {"answers": {"k" * 100_000: 0}})
    assert problem(long) == "validation"
    assert {"pointer": "/answers", "code": "pattern"} in long.json()["errors"]
    assert len(long.content) < 2000


def test_commas_and_brackets_in_text_are_no_values(world: World) -> None:
    case = world.sent()
    text = '",[{\\' * 800
    message = {"text": text, "language": "fr", "sent_at": "2026-11-21T18:00:00Z"}
    assert world.put(f"/v1/cases/{case}/messages/{world.new_id()}", message).json()["text"] == text
    listed = {**message, "text": [[]] * 20}
    assert problem(world.put(f"/v1/cases/{case}/messages/{world.new_id()}", listed)) == "too-large"


HEADER = st.text(st.characters(codec="latin-1", exclude_characters="\r\n\0"), max_size=120)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=10), inner, max_size=4),
    max_leaves=15,
)
ANY_BODY = st.binary(max_size=300) | ANY_JSON.map(lambda value: json.dumps(value).encode())
NASTY = st.sampled_from(
    [
        b"[" * 100_000,
        b'{"number":' * 20_000,
        b'{"number": "\\ud800"}',
        b'{"number": 1e999999}',
        b'{"number": ' + b"9" * 5000 + b"}",
        b'{"number":"1","number":"2"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"\\u0000": 1}',
        b"NaN",
        b"",
    ]
)


@fuzzed(50)
@given(body=ANY_BODY | NASTY, path=st.sampled_from(["codes", "tokens", "refresh"]))
def test_no_body_of_a_sign_in_breaks_the_server(world: World, body: bytes, path: str) -> None:
    answer = world.http.post(
        f"/v1/sign-in/{path}", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 401, 413, 422, 429)
    assert problem(answer)


@fuzzed(50)
@given(body=ANY_BODY | NASTY)
def test_no_body_of_a_person_breaks_the_server(world: World, body: bytes) -> None:
    headers = {**world.bearer(), "Content-Type": "application/json"}
    paths = [f"/v1/requests/{world.new_id()}", f"/v1/cases/{world.new_id()}/messages/{world.new_id()}"]
    for path in paths:
        assert world.http.put(path, content=body, headers=headers).status_code in (400, 404, 413, 422)


@fuzzed(60)
@given(
    answers=st.dictionaries(
        st.sampled_from(["fund", "first_name", "last_name", "nss", "birth_date", "address", "commune"])
        | st.text(max_size=12),
        ANY_JSON,
        max_size=8,
    )
)
def test_no_answers_to_a_form_break_the_server(world: World, answers: dict[str, Any]) -> None:
    body = {
        "service_id": "affiliation_certificate",
        "form_version": world.form("affiliation_certificate")["version"],
        "language": "fr",
        "created_at": "2026-11-21T17:41:07Z",
        "answers": answers,
        "papers": [],
    }
    content = json.dumps(body).encode()
    answer = world.http.put(
        f"/v1/requests/{world.new_id()}",
        content=content,
        headers={**world.bearer(), "Content-Type": "application/json"},
    )
    assert answer.status_code in (400, 422), answer.text


@fuzzed(60)
@given(metadata=HEADER, length=HEADER, offset=HEADER, checksum=HEADER, kind=HEADER)
def test_no_header_of_an_upload_breaks_the_server(
    world: World, metadata: str, length: str, offset: str, checksum: str, kind: str
) -> None:
    signed = {**world.bearer(), "Tus-Resumable": "1.0.0"}
    headers: dict[str, Any] = {
        **signed,
        "Upload-Metadata": metadata.encode("latin-1"),
        "Upload-Length": length.encode("latin-1"),
        "Upload-Offset": offset.encode("latin-1"),
        "Upload-Checksum": checksum.encode("latin-1"),
        "Content-Type": kind.encode("latin-1"),
    }
    assert world.http.post("/v1/uploads", headers=headers).status_code in (400, 413, 415)
    pairs = {"Upload-Length": b"5", "Upload-Metadata": headers["Upload-Metadata"]}
    assert world.http.post("/v1/uploads", headers={**signed, **pairs}).status_code in (400, 415)
    where = f"/v1/uploads/{world.new_id()}"
    assert world.http.patch(where, headers=headers, content=b"x").status_code in (400, 404, 415)


@fuzzed(60)
@given(text=HEADER, cursor=st.text(max_size=80), limit=st.text(max_size=20))
def test_no_header_or_parameter_of_a_list_breaks_the_server(
    world: World, text: str, cursor: str, limit: str
) -> None:
    signed = world.bearer()
    raw: Any = {**signed, "If-None-Match": text.encode("latin-1"), "Range": text.encode("latin-1")}
    assert world.http.get("/v1/cases", headers=raw).status_code in (200, 304)
    query = {"cursor": cursor, "limit": limit}
    assert world.http.get("/v1/requests", params=query, headers=signed).status_code in (200, 400)
    assert world.http.get("/v1/cases", params={"cursor": cursor}, headers=signed).status_code in (200, 400)
    authorization: Any = {"Authorization": text.encode("latin-1")}
    assert world.http.get("/v1/cases", headers=authorization).status_code == 401


@fuzzed(50)
@given(text=st.text(min_size=1, max_size=60).filter(lambda text: "/" not in text and text not in (".", "..")))
def test_no_id_breaks_the_server(world: World, text: str) -> None:
    signed = {**world.bearer(), "Tus-Resumable": "1.0.0"}
    for path in ("/v1/requests/{}", "/v1/cases/{}", "/v1/cases/{}/messages", "/v1/uploads/{}"):
        method = "HEAD" if "uploads" in path else "GET"
        answer = world.http.request(method, path.format(quote(text, safe="")), headers=signed)
        assert answer.status_code in (400, 404), path
