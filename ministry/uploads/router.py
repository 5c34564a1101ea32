"""tus 1.0.0 at /v1/uploads: core, creation, creation-with-upload, checksum, expiration, termination.

Offset, size and digest are the database's, so any process goes on with an upload. What a client announces is verified
before a document counts as finished.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from email.utils import format_datetime
from functools import partial
from hmac import compare_digest
from typing import Annotated, Any

from anyio import CancelScope
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from ministry.auth import Asker, CurrentAsker
from ministry.context import CurrentContext
from ministry.ids import IdInPath
from ministry.problems import Problem
from ministry.server import Ministry
from ministry.uploads import headers
from ministry.uploads.holding import Held, Holders, TakenOverError
from ministry.uploads.receiving import FLUSH_BYTES, Ending, pour
from ministry.uploads.standing import announced_by
from ministry.uploads.store import UploadStore
from ministry.uploads.tables import Upload


@dataclass(frozen=True, slots=True)
class Uploading:
    """What the routes stand on."""

    store: UploadStore
    holders: Holders


_STALLED_RETRY_SECONDS = "1"


async def uploads(request: Request) -> Uploading:
    """Return what was made at start, for the routes."""
    found: Uploading = request.app.state.uploads
    return found


Uploads = Annotated[Uploading, Depends(uploads)]


class TusRoute(APIRoute):
    """A route that says the version in every answer, problems included (tus, "Tus-Resumable")."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def speak_tus(request: Request) -> Response:
            try:
                response = await handle(request)
            except Problem as problem:
                problem.headers.setdefault("Tus-Resumable", headers.VERSION)
                raise
            response.headers["Tus-Resumable"] = headers.VERSION
            return response

        return speak_tus


routes = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=TusRoute)
_SPOKEN = [Depends(headers.require_version)]


@routes.options("", status_code=204)
def describe_uploads(context: CurrentContext) -> Response:
    told = {
        "Tus-Version": headers.VERSION,
        "Tus-Extension": headers.EXTENSIONS,
        "Tus-Max-Size": str(context.settings.document_limit),
        "Tus-Checksum-Algorithm": headers.CHECKSUM_ALGORITHM,
    }
    return Response(status_code=204, headers=told)


@routes.post("", status_code=201, dependencies=_SPOKEN)
async def create_upload(
    request: Request, asker: CurrentAsker, context: CurrentContext, uploads: Uploads
) -> Response:
    announced = headers.announcement(request, context.settings.document_limit)
    checksum = headers.checksum(request)
    body = headers.body_length(request)
    if body != 0:
        headers.require_content_type(request)
    if body == announced.length <= FLUSH_BYTES:
        upload, created = await _take(request, uploads, asker, announced, checksum)
    elif body != 0 and (held := await uploads.holders.begin(asker, announced)) is not None:
        upload, created = await _receive(request, uploads, held, checksum), True
    else:
        upload, created = await uploads.store.begin(asker, announced)
        if body == 0 and not created:
            # It asks for the offset of an upload, as HEAD does. With a body it may be a late one of a broken line: it
            # neither takes over from a request that came later, nor writes into what that one began.
            upload = await uploads.holders.take_over(asker, announced.document_id)
    location = {"Location": f"{routes.prefix}/{upload.document_id}"}
    return Response(status_code=201 if created else 200, headers=location | _stand(upload))


@routes.head("/{document_id}", dependencies=_SPOKEN)
async def get_upload(document_id: IdInPath, asker: CurrentAsker, uploads: Uploads) -> Response:
    upload = await uploads.holders.take_over(asker, document_id)
    told = {
        "Upload-Length": str(upload.length),
        "Upload-Metadata": announced_by(upload).metadata(),
        "Cache-Control": "no-store",
    }
    return Response(status_code=200, headers=told | _stand(upload))


@routes.patch("/{document_id}", status_code=204, dependencies=_SPOKEN)
async def continue_upload(
    request: Request, document_id: IdInPath, asker: CurrentAsker, uploads: Uploads
) -> Response:
    headers.require_content_type(request)
    claimed = headers.offset(request)
    checksum = headers.checksum(request)
    upload = await uploads.store.find(asker.person_id, document_id)
    if claimed == upload.length == upload.received:
        upload = await uploads.store.settled(upload)
        if headers.body_length(request) != 0:
            raise _beyond(upload)
        return Response(status_code=204, headers=_stand(upload))
    held = await uploads.holders.hold(asker, document_id, claimed)
    upload = await _receive(request, uploads, held, checksum)
    return Response(status_code=204, headers=_stand(upload))


@routes.delete("/{document_id}", status_code=204, dependencies=_SPOKEN)
async def end_upload(document_id: IdInPath, asker: CurrentAsker, uploads: Uploads) -> Response:
    await uploads.store.end(asker, document_id)
    return Response(status_code=204)


def router(_ministry: Ministry) -> APIRouter:
    return routes


async def _receive(request: Request, uploads: Uploading, held: Held, checksum: bytes | None) -> Upload:
    """Append the body, cut off or not; return the upload."""
    announced = headers.body_length(request)
    if announced is not None and announced > held.upload.length - held.offset:
        await uploads.holders.let_go(held)
        raise _beyond(held.upload)
    keep, look = partial(uploads.holders.keep, held), partial(uploads.holders.look, held)
    try:
        poured = await pour(request, keep, held.upload.length - held.offset, look)
        return await _settle(uploads, held, poured, checksum)
    finally:
        with CancelScope(shield=True):
            await uploads.holders.let_go(held)


async def _settle(
    uploads: Uploading, held: Held, poured: tuple[Ending, bytes, bytes], checksum: bytes | None
) -> Upload:
    """Keep what came last; forget all if too long or damaged."""
    ending, rest, digest = poured
    try:
        if ending is Ending.TOO_LONG:
            await uploads.holders.undo(held)
            raise _beyond(held.upload)
        if _is_damaged(ending, digest, checksum):
            await uploads.holders.undo(held)
            raise Problem("checksum-mismatch")
        if rest and ending is not Ending.TAKEN_OVER:
            await uploads.holders.keep(held, rest)
    except TakenOverError:
        ending = Ending.TAKEN_OVER
    _tell_if_ended(ending)
    if held.upload.received == held.upload.length:
        await uploads.store.finish(held.upload)
    return held.upload


def _beyond(upload: Upload) -> Problem:
    return Problem("too-large", "The body goes beyond Upload-Length.", headers=_stand(upload))


def _tell_if_ended(ending: Ending) -> None:
    if ending is Ending.TAKEN_OVER:
        raise Problem("upload-locked", "Another request took over.", headers={"Connection": "close"})
    if ending is Ending.IDLE:
        slow = {"Retry-After": _STALLED_RETRY_SECONDS, "Connection": "close"}
        raise Problem("unavailable", "Nothing came for too long.", headers=slow)


async def _take(
    request: Request,
    uploads: Uploading,
    asker: Asker,
    announced: headers.Announcement,
    checksum: bytes | None,
) -> tuple[Upload, bool]:
    """Take a document with its creation; a quick one is written once."""
    known = await uploads.store.known(asker, announced)
    if known is not None:
        return known, False
    coming = _Coming(uploads, asker, announced)
    try:
        poured = await pour(request, coming.keep, announced.length, coming.look)
        if coming.held is not None:
            return await _settle(uploads, coming.held, poured, checksum), True
    finally:
        await coming.let_go()
    ending, content, digest = poured
    if ending is Ending.TOO_LONG:
        raise Problem("too-large", "The body goes beyond Upload-Length.")
    if _is_damaged(ending, digest, checksum):
        raise Problem("checksum-mismatch")
    _tell_if_ended(ending)
    return await uploads.store.take(asker, announced, content)


class _Coming:
    """A document that takes longer than expected: begun and held once a part of it is to be kept."""

    def __init__(self, uploads: Uploading, asker: Asker, announced: headers.Announcement) -> None:
        self._uploads = uploads
        self._asker = asker
        self._announced = announced
        self.held: Held | None = None

    async def keep(self, part: bytes) -> None:
        if self.held is None:
            self.held = await self._uploads.holders.begin(self._asker, self._announced)
            if self.held is None:
                raise TakenOverError
        await self._uploads.holders.keep(self.held, part)

    async def look(self) -> None:
        if self.held is not None:
            await self._uploads.holders.look(self.held)

    async def let_go(self) -> None:
        if self.held is not None:
            with CancelScope(shield=True):
                await self._uploads.holders.let_go(self.held)


def _is_damaged(ending: Ending, digest: bytes, checksum: bytes | None) -> bool:
    return ending is Ending.WHOLE and checksum is not None and not compare_digest(digest, checksum)


def _stand(upload: Upload) -> dict[str, str]:
    told = {"Upload-Offset": str(upload.received)}
    if upload.finished_at is None:
        told["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return told
