"""Bytes of a request on their way into an upload: received, settled, and taken whole where that is quick."""

from __future__ import annotations

from email.utils import format_datetime
from functools import partial
from hmac import compare_digest

from anyio import CancelScope
from fastapi import Request

from ministry.auth import Asker
from ministry.problems import Problem
from ministry.uploads import headers
from ministry.uploads.holding import Held, Holders, TakenOverError
from ministry.uploads.receiving import FLUSH_BYTES, Ending, pour
from ministry.uploads.store import UploadStore
from ministry.uploads.tables import Upload

_STALLED_RETRY_SECONDS = "1"


class Intake:
    def __init__(self, store: UploadStore, holders: Holders) -> None:
        self._store = store
        self._holders = holders

    async def create(
        self, request: Request, asker: Asker, announced: headers.Announcement
    ) -> tuple[Upload, bool]:
        """Begin an upload; return it, and True if it is new."""
        checksum = headers.checksum(request)
        body = headers.body_length(request)
        if body != 0:
            headers.require_content_type(request)
        if body == announced.length <= FLUSH_BYTES:
            return await self._take(request, asker, announced, checksum)
        if body != 0 and (held := await self._holders.begin(asker, announced)) is not None:
            return await self._receive(request, held, checksum), True
        upload, created = await self._store.begin(asker, announced)
        if body == 0 and not created:
            # It asks for the offset of an upload, as HEAD does. With a body it may be a late one of a broken line: it
            # neither takes over from a request that came later, nor writes into what that one began.
            upload = await self._holders.take_over(asker, announced.document_id)
        return upload, created

    async def resume(self, request: Request, asker: Asker, document_id: str) -> Upload:
        """Go on with an upload at the named offset; return it."""
        headers.require_content_type(request)
        claimed = headers.offset(request)
        checksum = headers.checksum(request)
        upload = await self._store.find(asker.person_id, document_id)
        if claimed == upload.length == upload.received:
            upload = await self._store.settled(upload)
            if headers.body_length(request) != 0:
                raise _beyond(upload)
            return upload
        held = await self._holders.hold(asker, document_id, claimed)
        return await self._receive(request, held, checksum)

    async def _receive(self, request: Request, held: Held, checksum: bytes | None) -> Upload:
        """Append the body, cut off or not; return the upload."""
        announced = headers.body_length(request)
        if announced is not None and announced > held.upload.length - held.offset:
            await self._holders.let_go(held)
            raise _beyond(held.upload)
        keep, look = partial(self._holders.keep, held), partial(self._holders.look, held)
        try:
            poured = await pour(request, keep, held.upload.length - held.offset, look)
            return await self._settle(held, poured, checksum)
        finally:
            with CancelScope(shield=True):
                await self._holders.let_go(held)

    async def _take(
        self, request: Request, asker: Asker, announced: headers.Announcement, checksum: bytes | None
    ) -> tuple[Upload, bool]:
        """Take a document with its creation; a quick one is written once."""
        known = await self._store.known(asker, announced)
        if known is not None:
            return known, False
        coming = _Coming(self._holders, asker, announced)
        try:
            poured = await pour(request, coming.keep, announced.length, coming.look)
            if coming.held is not None:
                return await self._settle(coming.held, poured, checksum), True
        finally:
            await coming.let_go()
        ending, content, digest = poured
        if ending is Ending.TOO_LONG:
            raise Problem("too-large", "The body goes beyond Upload-Length.")
        if _is_damaged(ending, digest, checksum):
            raise Problem("checksum-mismatch")
        _tell_if_ended(ending)
        return await self._store.take(asker, announced, content)

    async def _settle(
        self, held: Held, poured: tuple[Ending, bytes, bytes], checksum: bytes | None
    ) -> Upload:
        """Keep what came last; forget all if too long or damaged."""
        ending, rest, digest = poured
        try:
            if ending is Ending.TOO_LONG:
                await self._holders.undo(held)
                raise _beyond(held.upload)
            if _is_damaged(ending, digest, checksum):
                await self._holders.undo(held)
                raise Problem("checksum-mismatch")
            if rest and ending is not Ending.TAKEN_OVER:
                await self._holders.keep(held, rest)
        except TakenOverError:
            ending = Ending.TAKEN_OVER
        _tell_if_ended(ending)
        if held.upload.received == held.upload.length:
            await self._store.finish(held.upload)
        return held.upload


class _Coming:
    """A document that takes longer than expected: begun and held once a part of it is to be kept."""

    def __init__(self, holders: Holders, asker: Asker, announced: headers.Announcement) -> None:
        self._holders = holders
        self._asker = asker
        self._announced = announced
        self.held: Held | None = None

    async def keep(self, part: bytes) -> None:
        if self.held is None:
            self.held = await self._holders.begin(self._asker, self._announced)
            if self.held is None:
                raise TakenOverError
        await self._holders.keep(self.held, part)

    async def look(self) -> None:
        if self.held is not None:
            await self._holders.look(self.held)

    async def let_go(self) -> None:
        if self.held is not None:
            with CancelScope(shield=True):
                await self._holders.let_go(self.held)


def _beyond(upload: Upload) -> Problem:
    return Problem("too-large", "The body goes beyond Upload-Length.", headers=state(upload))


def state(upload: Upload) -> dict[str, str]:
    """Return the headers that say how far an upload is."""
    told = {"Upload-Offset": str(upload.received)}
    if upload.finished_at is None:
        told["Upload-Expires"] = format_datetime(upload.expires_at, usegmt=True)
    return told


def _tell_if_ended(ending: Ending) -> None:
    if ending is Ending.TAKEN_OVER:
        raise Problem("upload-locked", "Another request took over.", headers={"Connection": "close"})
    if ending is Ending.IDLE:
        slow = {"Retry-After": _STALLED_RETRY_SECONDS, "Connection": "close"}
        raise Problem("unavailable", "Nothing came for too long.", headers=slow)


def _is_damaged(ending: Ending, digest: bytes, checksum: bytes | None) -> bool:
    return ending is Ending.WHOLE and checksum is not None and not compare_digest(digest, checksum)
