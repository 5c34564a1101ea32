"""The upload endpoint as a real process on a real socket: half-open connections, cuts, and its own death."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import httpx
import obstore
import pytest
from obstore.store import LocalStore

from tests.contract.upload_server import ServerProcess, chunk, creation, headers, on_disk, server
from tests.object_store import ObjectStore, object_store
from tests.unit.uploads.documents import Sample, sample

UPLOADS = "/v1/uploads"
Kept: TypeAlias = Callable[[Sample], bytes]
"""Content of a document, read where it is kept."""


class HalfOpen:
    """A PATCH that announces all of the document and sends only its beginning."""

    def __init__(self, at: ServerProcess, document: Sample) -> None:
        self._at = at
        self._document = document

    async def send(self, size: int) -> None:
        reader, self._writer = await asyncio.open_connection("127.0.0.1", self._at.port)
        self._reader = reader
        told = chunk(0) | {"Host": "ministry", "Content-Length": str(len(self._document.data))}
        head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        self._writer.write(f"PATCH {UPLOADS}/{self._document.id} HTTP/1.1\r\n{head}\r\n".encode())
        self._writer.write(self._document.data[:size])
        await self._writer.drain()

    async def status(self) -> int:
        return int((await asyncio.wait_for(self._reader.readline(), 5)).split()[1])

    async def reset(self) -> None:
        """Reset the line, as a gateway that lost its table."""
        raw: socket.socket = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._writer.transport.abort()

    def finish(self) -> None:
        self._writer.write_eof()


@pytest.fixture(scope="module", params=["folder", "s3"])
def store(request: pytest.FixtureRequest) -> ObjectStore | None:
    """What keeps the papers; None is a folder."""
    return object_store() if request.param == "s3" else None


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, store: ObjectStore | None) -> Path:
    return tmp_path_factory.mktemp("ministry")


@pytest.fixture(scope="module")
def at(data: Path, store: ObjectStore | None) -> Iterator[ServerProcess]:
    """A server for all tests that leave it alive."""
    with server(data, store=store) as process:
        yield process


@pytest.fixture(scope="module")
def kept(data: Path, store: ObjectStore | None) -> Kept:
    return content_in(data, store)


def content_in(data: Path, store: ObjectStore | None) -> Kept:
    """Return how a document's content is read where it is kept."""
    place = LocalStore(data / "documents", mkdir=True) if store is None else store.client(data.name)
    return lambda document: bytes(obstore.get(place, f"{document.sha256[:2]}/{document.sha256[2:]}").bytes())


@pytest.fixture
async def http(at: ServerProcess) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=at.url, timeout=10) as client:
        yield client


async def offset(http: httpx.AsyncClient, document: Sample) -> int:
    answer = await http.head(f"{UPLOADS}/{document.id}", headers=headers())
    assert answer.status_code == 200
    return int(answer.headers["Upload-Offset"])


async def finish(http: httpx.AsyncClient, kept: Kept, document: Sample, at: int) -> None:
    sent = await http.patch(f"{UPLOADS}/{document.id}", headers=chunk(at), content=document.data[at:])
    assert sent.status_code == 204
    assert await asyncio.to_thread(kept, document) == document.data


@pytest.mark.heavy
async def test_half_open_patch_is_ended_by_head_and_blocks_nobody(
    data: Path, kept: Kept, at: ServerProcess, http: httpx.AsyncClient
) -> None:
    document, other = sample(2_000_000), sample(50_000)
    await http.post(UPLOADS, headers=creation(document))
    half_open = HalfOpen(at, document)
    await half_open.send(700_000)
    await on_disk(data, document, 256 * 1024)
    sent = creation(other, Content_Type="application/offset+octet-stream")
    assert (await http.post(UPLOADS, headers=sent, content=other.data)).status_code == 201
    locked = await http.patch(f"{UPLOADS}/{document.id}", headers=chunk(0), content=b"x")
    assert locked.status_code == 423
    assert await offset(http, document) == 700_000
    assert await half_open.status() == 423
    await finish(http, kept, document, 700_000)


@pytest.mark.parametrize("how", ["reset", "eof"])
async def test_a_cut_connection_keeps_what_arrived(
    data: Path, kept: Kept, at: ServerProcess, http: httpx.AsyncClient, how: str
) -> None:
    document = sample(2_000_000 + len(how))
    await http.post(UPLOADS, headers=creation(document))
    half_open = HalfOpen(at, document)
    await half_open.send(1_000_000)
    await on_disk(data, document, 512 * 1024)
    if how == "reset":
        await half_open.reset()
    else:
        half_open.finish()
    reached = await offset(http, document)
    assert 512 * 1024 <= reached <= 1_000_000
    await finish(http, kept, document, reached)


async def test_one_of_four_patches_wins(http: httpx.AsyncClient) -> None:
    document = sample(4_000_000)
    await http.post(UPLOADS, headers=creation(document))
    place = f"{UPLOADS}/{document.id}"
    answers = await asyncio.gather(
        *(http.patch(place, headers=chunk(0), content=document.data) for _ in range(4))
    )
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 204
    assert set(statuses[1:]) <= {409, 423}
    assert await offset(http, document) == len(document.data)


async def test_a_body_beyond_the_length(kept: Kept, http: httpx.AsyncClient) -> None:
    document = sample(100_000)
    await http.post(UPLOADS, headers=creation(document))
    answer = await http.patch(
        f"{UPLOADS}/{document.id}", headers=chunk(0), content=document.data + bytes(5_000_000)
    )
    assert answer.status_code == 413
    await finish(http, kept, document, await offset(http, document))


@pytest.mark.heavy
async def test_killed_in_the_middle(tmp_path: Path, store: ObjectStore | None) -> None:
    document = sample(3_000_000)
    with server(tmp_path, store=store) as at:
        async with httpx.AsyncClient(base_url=at.url, timeout=10) as http:
            await http.post(UPLOADS, headers=creation(document))
            await HalfOpen(at, document).send(1_500_000)
            await on_disk(tmp_path, document, 1_000_000)
            at.kill()
    with server(tmp_path, store=store) as at:
        async with httpx.AsyncClient(base_url=at.url, timeout=10) as http:
            reached = await offset(http, document)
            assert 1_000_000 <= reached <= 1_500_000
            await finish(http, content_in(tmp_path, store), document, reached)
