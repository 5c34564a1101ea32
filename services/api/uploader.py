"""Sending documents by tus 1.0.0 (https://tus.io/protocols/resumable-upload), going on after a cut."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, TypeAlias

import httpx

from services.api import parts
from services.api.error_map import error_for
from services.api.exchange import Exchange, path
from services.api.transport import TUS_VERSION, HttpAnswer
from services.errors import ProtocolError
from services.models.document import Document
from services.waiting import run_to_end

OnLocation: TypeAlias = Callable[[str], Awaitable[None]]

_CONTENT_TYPE = "application/offset+octet-stream"
_ONE_TRIP = 1024 * 1024
"""Bytes of a document that goes whole in the request that begins its upload."""
_CHUNK = 4 * 1024 * 1024
"""Bytes of one PATCH after a cut, held in memory. Before one, all goes in one PATCH, read while it goes: a cut costs
only what was in the air, since the server keeps the rest."""
_FIRST_CHUNK = 128 * 1024
"""Bytes of the first PATCH after a cut, then four times as many with each: a straggler of the broken line may
still hold the upload, and a refusal is heard only after the chunk was sent."""
_TOO_LARGE = 413
_TIMEOUT = httpx.Timeout(connect=15, read=60, write=60, pool=60)
"""Seconds; `read` and `write` are for one step, not for the whole."""
_ANSWER_LIMIT = 64 * 1024
"""Bytes. An answer of the contract is far smaller; the page of a portal is not worth reading to its end."""
_PATIENCE = 3
"""How often in one call the server may contradict our offset, lock or checksum (`_STANDS_ELSEWHERE`)."""

_STANDS_ELSEWHERE = frozenset({409, 423, 460})
"""Answers to PATCH after which asking for the offset may help: it moved, another connection holds it, or the
bytes arrived damaged and were thrown away."""


class Uploader:
    """Uploads documents to `endpoint`, one request at a time for each document.

    Made for our contract, where an upload can be begun again without harm; works with any tus 1.0.0 server
    that has the creation extension.
    """

    def __init__(self, exchange: Exchange, endpoint: str = path("uploads")) -> None:
        self._exchange = exchange
        self._endpoint = endpoint
        self._unanswered: set[str] = set()

    async def upload(
        self, document: Document, source: BinaryIO, on_progress: parts.OnSent, on_location: OnLocation
    ) -> None:
        """Bring the whole of `document`, read from `source` (seekable), to the server.

        `document.upload_url`, where an earlier attempt was given one, is gone on with. `on_location` is
        awaited with the address of a new upload before more is sent; keep it. `on_progress` hears how many
        bytes of the document were sent so far; after a damaged chunk it may go back.

        Returns when the server holds it whole. Raises ConnectivityError, ServerError, ProtocolError,
        AuthenticationError, RefusedError (`upload-gone` and `not-found`: forget the address and begin again)
        or DamagedRecordError. Each of them, and being cancelled, leaves at the server what arrived.
        """
        location = self._exchange.address(document.upload_url or "", self._endpoint)
        if location is None:
            place = await self._begin(document, source, on_progress)
            await on_location(str(place.location))
        else:
            place = _Place(location, await self._offset(location, document), fresh=False)
        on_progress(place.offset)
        await self._send_rest(document, source, place, on_progress)

    async def _send_rest(
        self, document: Document, source: BinaryIO, place: _Place, on_progress: parts.OnSent
    ) -> None:
        offset, patience = place.offset, _PATIENCE
        size, at_once = _FIRST_CHUNK, place.fresh and place.offset == 0
        while offset < document.size:
            reading = (
                parts.whole(document, source)
                if at_once
                else nullcontext(await run_to_end(parts.read, document, source, offset, size))
            )
            async with reading as part:
                headers = {"Upload-Offset": str(part.offset), "Upload-Checksum": part.checksum}
                answer = await self._ask("PATCH", place.location, headers, part, on_progress)
            by_another = at_once and answer.status == _TOO_LARGE and not answer.is_tus
            at_once = False
            if by_another:
                continue  # something between us and the ministry takes no request of this size
            if answer.status in _STANDS_ELSEWHERE and answer.is_tus and patience > 0:
                patience -= 1
                size = _FIRST_CHUNK
                offset = await self._offset(place.location, document)
            elif answer.status == 204:
                offset = _offset_in(answer, document)
                if offset <= part.offset:
                    raise ProtocolError(answer.status, answer.media_type)
                size = min(size * 4, _CHUNK)
            else:
                raise error_for(answer)
            on_progress(offset)

    async def _begin(self, document: Document, source: BinaryIO, on_progress: parts.OnSent) -> _Place:
        """Create the upload.

        A small document is sent along, unless an earlier attempt sent it and got no good answer: what arrived then need
        not be sent twice.
        """
        small = document.size <= _ONE_TRIP
        with_content = small and document.id not in self._unanswered
        headers = {"Upload-Length": str(document.size), "Upload-Metadata": _metadata(document)}
        if with_content:
            self._unanswered.add(document.id)
            async with parts.whole(document, source) as part:
                answer = await self._ask("POST", self._endpoint, headers, part, on_progress)
        else:
            answer = await self._ask("POST", self._endpoint, headers)
        if answer.status == 460 and answer.is_tus and with_content:
            # Damaged on its way. Now without content; chunks have a checksum each.
            return await self._begin(document, source, on_progress)
        if answer.status not in (200, 201):
            raise error_for(answer)
        self._unanswered.discard(document.id)
        location = self._exchange.address(answer.header("location"), self._endpoint)
        if location is None or not answer.is_tus:
            raise ProtocolError(answer.status, answer.media_type)
        # A server without creation-with-upload takes the content for nothing, and says no offset.
        offset = _offset_in(answer, document) if "upload-offset" in answer.headers else 0
        return _Place(location, offset, fresh=answer.status == 201 and with_content == small)

    async def _offset(self, location: httpx.URL, document: Document) -> int:
        """Ask the server for the offset of the upload.

        The question also ends an earlier connection of ours whose end the server did not notice.
        """
        answer = await self._ask("HEAD", location, {})
        if answer.status not in (200, 204):
            raise error_for(answer)
        if answer.number("upload-length") not in (None, document.size):
            raise ProtocolError(answer.status, answer.media_type)
        return _offset_in(answer, document)

    async def _ask(
        self,
        method: str,
        where: str | httpx.URL,
        headers: dict[str, str],
        part: parts.Chunk | parts.Whole | None = None,
        on_progress: parts.OnSent = lambda _: None,
    ) -> HttpAnswer:
        told, body = {"Tus-Resumable": TUS_VERSION, **headers}, None
        if part is not None:
            told |= {"Content-Type": _CONTENT_TYPE, "Content-Length": str(part.length)}
            body = partial(part.steps, on_progress)
        return await self._exchange.ask(method, where, told, body, limit=_ANSWER_LIMIT, timeout=_TIMEOUT)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an upload is and how far; `fresh` if nothing of it was under way before."""

    location: httpx.URL
    offset: int
    fresh: bool


def _offset_in(answer: HttpAnswer, document: Document) -> int:
    offset = answer.number("upload-offset")
    if offset is None or offset > document.size or not answer.is_tus:
        raise ProtocolError(answer.status, answer.media_type)
    return offset


def _metadata(document: Document) -> str:
    """Encode the metadata; without the file's name, which is the person's own."""
    pairs = {"document_id": document.id, "sha256": document.sha256, "media_type": document.media_type}
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
