"""What the tests of the endpoint ask of it, and how they look at its answers."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import obstore
from fastapi import FastAPI
from sqlalchemy import func, select

from ministry.blobs import BlobStore
from ministry.context import Context
from ministry.uploads.tables import Upload, UploadPart
from tests.contract.upload_server import AMINA, creation, headers
from tests.postgres import written
from tests.unit.uploads.documents import Sample

UPLOADS = "/v1/uploads"


def checksum(data: bytes) -> str:
    return f"sha256 {b64encode(hashlib.sha256(data).digest()).decode()}"


@dataclass(frozen=True)
class Finished:
    """A document that is here whole."""

    media_type: str
    size: int
    content: bytes


def finished(app: FastAPI, document: Sample, person: str = AMINA) -> Finished | None:
    context: Context = app.state.context
    with written(context.database) as session:
        upload = session.get(Upload, document.id)
    if upload is None or upload.person_id != person or not upload.finished_at or upload.ended_at:
        return None
    return Finished(upload.media_type, upload.length, blobs(app)._get(upload.sha256))


def blobs(app: FastAPI) -> BlobStore:
    found: BlobStore = app.state.blobs
    return found


def stored(app: FastAPI) -> list[bytes]:
    """Return all content of the blob store."""
    digests = [each["path"].replace("/", "") for each in obstore.list(blobs(app)._store).collect()]
    return [blobs(app)._get(digest) for digest in digests]


async def begun(http: httpx.AsyncClient, document: Sample, token: str = AMINA) -> str:
    answer = await http.post(UPLOADS, headers=creation(document, token))
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


def named(app: FastAPI, document_id: str) -> None:
    """Name the document by a request or a reply."""
    with written(app.state.context.database) as session:
        session.get_one(Upload, document_id).named = True


def parts(app: FastAPI) -> int:
    """Count the parts of unfinished uploads."""
    with written(app.state.context.database) as session:
        return session.scalar(select(func.count()).select_from(UploadPart)) or 0


def placed(app: FastAPI, document: Sample, data: bytes) -> None:
    """Store bytes as if the process had died before it answered."""
    with written(app.state.context.database) as session:
        session.get_one(Upload, document.id).received = len(data)
        session.add(UploadPart(document_id=document.id, begins=0, content=data))
