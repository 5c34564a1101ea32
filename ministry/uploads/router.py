"""tus 1.0.0 at /v1/uploads: core, creation, creation-with-upload, checksum, expiration, termination.

The offset is the size of a synced file, so a crash anywhere leaves nothing to repair. The length, the SHA-256
and the type that a client announces are verified before a document counts as finished.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from email.utils import format_datetime
from hmac import compare_digest
from typing import Annotated, Any

from anyio.to_thread import run_sync
from fastapi import APIRouter, Depends, Request, Response
from fastapi.routing import APIRoute

from ministry.auth import CurrentPerson, PersonId
from ministry.context import CurrentContext
from ministry.ids import IdInPath
from ministry.problems import Problem
from ministry.uploads import headers
from ministry.uploads.files import Tail
from ministry.uploads.holders import Holder
from ministry.uploads.receiving import Ending, pour
from ministry.uploads.standing import announced_by
from ministry.uploads.store import UploadStore
from ministry.uploads.tables import Upload

_STALLED_RETRY_SECONDS = "1"
_AT_ONCE = 1024 * 1024
"""Bytes of a document that, sent with its creation, is recorded once it is here: one transaction, not two."""


async def uploads(request: Request) -> UploadStore:
    """The dependency that gives routes the store, made at start."""
    found: UploadStore = request.app.state.uploads
    return found


Uploads = Annotated[UploadStore, Depends(uploads)]


class TusRoute(APIRoute):
    """Says the version in every answer, problems included (tus, "Tus-Resumable")."""

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


router = APIRouter(prefix="/v1/uploads", tags=["uploads"], route_class=TusRoute)
_SPOKEN = [Depends(headers.require_version)]


@router.options("", status_code=204)
def describe_uploads(context: CurrentContext) -> Response:
    told = {
        "Tus-Version": headers.VERSION,
        "Tus-Extension": headers.EXTENSIONS,
        "Tus-Max-Size": str(context.settings.document_limit),
        "Tus-Checksum-Algorithm": headers.CHECKSUM_ALGORITHM,
    }
    return Response(status_code=204, headers=told)


@router.post("", status_code=201, dependencies=_SPOKEN)
async def create_upload(
    request: Request, person: CurrentPerson, context: CurrentContext, store: Uploads
) -> Response:
    announced = headers.announcement(request, context.settings.document_limit)
    checksum = headers.checksum(request)
    body = headers.body_length(request)
    if body != 0:
        headers.require_content_type(request)
    # Without a body it asks where an upload stands, as HEAD does. With one it may be a straggler of a line
    # that broke: it neither takes over from a request that came later, nor writes into what that one began.
    async with store.holders.hold((person, announced.document_id), take_over=body == 0) as holder:
        if body == announced.length <= _AT_ONCE:
            upload, created, offset = await _take(request, store, person, announced, checksum, holder)
        else:
            upload, created = await store.begin(person, announced)
            offset = 0 if created else await store.offset(upload)
            if body != 0 and created:
                offset = await _receive(request, store, upload, 0, checksum=checksum, holder=holder)
    location = {"Location": f"{router.prefix}/{upload.document_id}"}
    return Response(status_code=201 if created else 200, headers=location | _stand(upload, offset))


@router.head("/{document_id}", dependencies=_SPOKEN)
async def get_upload(document_id: IdInPath, person: CurrentPerson, store: Uploads) -> Response:
    async with store.holders.hold((person, document_id), take_over=True):
        upload = await store.find(person, document_id)
        offset = await store.offset(upload)
    told = {
        "Upload-Length": str(upload.length),
        "Upload-Metadata": announced_by(upload).metadata(),
        "Cache-Control": "no-store",
    }
    return Response(status_code=200, headers=told | _stand(upload, offset))


@router.patch("/{document_id}", status_code=204, dependencies=_SPOKEN)
async def continue_upload(
    request: Request, document_id: IdInPath, person: CurrentPerson, store: Uploads
) -> Response:
    headers.require_content_type(request)
    claimed = headers.offset(request)
    checksum = headers.checksum(request)
    async with store.holders.hold((person, document_id), take_over=False) as holder:
        upload = await store.find(person, document_id)
        offset = await store.offset(upload)
        if claimed != offset:
            raise Problem("upload-offset", extra={"upload_offset": offset}, headers=_stand(upload, offset))
        if headers.body_length(request) != 0:
            offset = await _receive(request, store, upload, offset, checksum=checksum, holder=holder)
    return Response(status_code=204, headers=_stand(upload, offset))


@router.delete("/{document_id}", status_code=204, dependencies=_SPOKEN)
async def end_upload(document_id: IdInPath, person: CurrentPerson, store: Uploads) -> Response:
    async with store.holders.hold((person, document_id), take_over=True):
        await store.end(person, document_id)
    return Response(status_code=204)


async def _receive(
    request: Request,
    store: UploadStore,
    upload: Upload,
    offset: int,
    *,
    checksum: bytes | None,
    holder: Holder,
) -> int:
    """Append the body at `offset`; the new offset. Bytes of a body that was cut off stay."""
    room = upload.length - offset
    announced = headers.body_length(request)
    if announced is not None and announced > room:
        raise Problem("too-large", "The body goes beyond Upload-Length.", headers=_stand(upload, offset))
    with store.tail(upload) as tail:
        ending = await pour(request, tail, room, holder)
        offset = await _settle(store, upload, tail, ending, checksum)
    _tell_if_ended(ending)
    return offset


def _tell_if_ended(ending: Ending) -> None:
    if ending is Ending.TAKEN_OVER:
        raise Problem("upload-locked", "Another request took over.", headers={"Connection": "close"})
    if ending is Ending.IDLE:
        slow = {"Retry-After": _STALLED_RETRY_SECONDS, "Connection": "close"}
        raise Problem("unavailable", "Nothing came for too long.", headers=slow)


async def _take(
    request: Request,
    store: UploadStore,
    person: PersonId,
    announced: headers.Announcement,
    checksum: bytes | None,
    holder: Holder,
) -> tuple[Upload, bool, int]:
    """A document that comes whole with its creation: nothing is written of it in the database before it is here."""
    known = await store.known(person, announced)
    if known is not None:
        return known, False, await store.offset(known)

    with store.spool(announced.document_id) as spool:
        ending = await pour(request, spool, announced.length, holder)
        if ending is Ending.TOO_LONG:
            raise Problem("too-large", "The body goes beyond Upload-Length.")
        size = await run_sync(spool.sync)
        await _compare(spool, ending, checksum)
        taken = await store.take(person, announced, spool, size)
    _tell_if_ended(ending)
    return taken


async def _compare(tail: Tail, ending: Ending, checksum: bytes | None) -> None:
    if ending is Ending.WHOLE and checksum is not None and not compare_digest(tail.digest(), checksum):
        await run_sync(tail.undo)
        raise Problem("checksum-mismatch")


async def _settle(
    store: UploadStore, upload: Upload, tail: Tail, ending: Ending, checksum: bytes | None
) -> int:
    """Put what came on disk, or forget it: a body that is too long or not what its checksum says."""
    if ending is Ending.TOO_LONG:
        await run_sync(tail.undo)
        raise Problem("too-large", "The body goes beyond Upload-Length.")
    size = await run_sync(tail.sync)
    await _compare(tail, ending, checksum)
    return await store.arrived(upload, size, tail.digest() if tail.began_at == 0 else None)


def _stand(upload: Upload, offset: int) -> dict[str, str]:
    told = {"Upload-Offset": str(offset)}
    if upload.finished_at is None:
        told["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return told
