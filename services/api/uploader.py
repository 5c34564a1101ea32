"""Sending documents by tus 1.0.0 (https://tus.io/protocols/resumable-upload), going on after a cut."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, Protocol, TypeAlias

import httpx

from services.api import pieces
from services.api.upload_answers import VERSION, Answer, ask, error_of
from services.errors import ProtocolError
from services.models.document import Document
from services.waiting import run_to_end


class Authorize(Protocol):
    async def __call__(self, *, refused: str | None = None) -> str:
        """A bearer token that is good for the next request; another one than the token that was `refused`."""


OnProgress: TypeAlias = Callable[[int], None]
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
_PATIENCE = 3
"""How often in one call the server may say that an upload stands elsewhere."""

_UNAUTHENTICATED = 401
_STANDS_ELSEWHERE = frozenset({409, 423, 460})
"""Answers to PATCH after which asking for the offset may help: it moved, another connection holds it, or the
bytes arrived damaged and were thrown away."""


class Uploader:
    """Uploads documents to `endpoint` over `http`, one request at a time for each document.

    Made for our contract, where an upload can be begun again without harm; works with any tus 1.0.0 server
    that has the creation extension.
    """

    def __init__(self, http: httpx.AsyncClient, endpoint: str, *, authorize: Authorize) -> None:
        self._http = http
        self._endpoint = httpx.URL(endpoint)
        self._authorize = authorize
        self._unanswered: set[str] = set()

    async def upload(
        self, document: Document, source: BinaryIO, on_progress: OnProgress, on_location: OnLocation
    ) -> None:
        """Bring the whole of `document`, read from `source` (seekable), to the server.

        `document.upload_url`, where an earlier attempt was given one, is gone on with. `on_location` is
        awaited with the address of a new upload before more is sent; keep it. `on_progress` hears how many
        bytes of the document were sent so far; after a damaged chunk it may go back.

        Returns when the server holds it whole. Raises ConnectivityError, ServerError, ProtocolError,
        AuthenticationError, RefusedError (`upload-gone` and `not-found`: forget the address and begin again)
        or DamagedRecordError. Each of them, and being cancelled, leaves at the server what arrived.
        """
        location = self._known(document.upload_url)
        if location is None:
            place = await self._begin(document, source, on_progress)
            await on_location(str(place.location))
        else:
            place = _Place(location, await self._offset(location, document), fresh=False)
        on_progress(place.offset)
        await self._send_rest(document, source, place, on_progress)

    async def _send_rest(
        self, document: Document, source: BinaryIO, place: _Place, on_progress: OnProgress
    ) -> None:
        offset, patience = place.offset, _PATIENCE
        size, at_once = _FIRST_CHUNK, place.fresh and place.offset == 0
        while offset < document.size:
            reading = (
                pieces.whole(document, source)
                if at_once
                else nullcontext(await run_to_end(pieces.read, document, source, offset, size))
            )
            async with reading as piece:
                answer = await self._patch(place.location, piece, on_progress)
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
                if offset <= piece.offset:
                    raise ProtocolError(answer.status, answer.media_type)
                size = min(size * 4, _CHUNK)
            else:
                raise error_of(answer)
            on_progress(offset)

    async def _begin(self, document: Document, source: BinaryIO, on_progress: OnProgress) -> _Place:
        """Create the upload. A small document goes along, unless it did before and no good answer came: what
        arrived then need not be sent twice.
        """
        small = document.size <= _ONE_TRIP
        with_content = small and document.id not in self._unanswered
        headers = {"Upload-Length": str(document.size), "Upload-Metadata": _metadata(document)}
        if with_content:
            self._unanswered.add(document.id)
            headers |= {"Content-Type": _CONTENT_TYPE, "Content-Length": str(document.size)}
            async with pieces.whole(document, source) as piece:
                answer = await self._ask("POST", self._endpoint, headers, partial(piece.steps, on_progress))
        else:
            answer = await self._ask("POST", self._endpoint, headers)
        if answer.status == 460 and answer.is_tus and with_content:
            # Damaged on its way. Now without content; chunks have a checksum each.
            return await self._begin(document, source, on_progress)
        if answer.status not in (200, 201):
            raise error_of(answer)
        self._unanswered.discard(document.id)
        location = self._located(answer)
        # A server without creation-with-upload takes the content for nothing, and says no offset.
        offset = _offset_in(answer, document) if "upload-offset" in answer.headers else 0
        return _Place(location, offset, fresh=answer.status == 201 and with_content == small)

    async def _patch(self, location: httpx.URL, piece: pieces.Piece, on_progress: OnProgress) -> Answer:
        headers = {
            "Upload-Offset": str(piece.offset),
            "Upload-Checksum": piece.checksum,
            "Content-Type": _CONTENT_TYPE,
            "Content-Length": str(piece.length),
        }
        return await self._ask("PATCH", location, headers, partial(piece.steps, on_progress))

    async def _offset(self, location: httpx.URL, document: Document) -> int:
        """Where the upload stands. Asking ends a connection of ours that died unnoticed by the server."""
        answer = await self._ask("HEAD", location, {})
        if answer.status not in (200, 204):
            raise error_of(answer)
        if answer.number("upload-length") not in (None, document.size):
            raise ProtocolError(answer.status, answer.media_type)
        return _offset_in(answer, document)

    async def _ask(
        self,
        method: str,
        url: httpx.URL,
        headers: dict[str, str],
        content: Callable[[], AsyncIterator[bytes]] | None = None,
    ) -> Answer:
        """Ask once, and once more with another token where the first one is refused."""
        token = await self._authorize()
        answer = await self._ask_as(token, method, url, headers, content)
        if answer.status != _UNAUTHENTICATED:
            return answer
        token = await self._authorize(refused=token)
        return await self._ask_as(token, method, url, headers, content)

    async def _ask_as(
        self,
        token: str,
        method: str,
        url: httpx.URL,
        headers: dict[str, str],
        content: Callable[[], AsyncIterator[bytes]] | None,
    ) -> Answer:
        common = {
            "Tus-Resumable": VERSION,
            "Authorization": f"Bearer {token}",
            "Accept-Encoding": "identity",
        }
        body = content() if content else None
        request = self._http.build_request(
            method, url, headers=common | headers, content=body, timeout=_TIMEOUT
        )
        return await ask(self._http, request)

    def _known(self, upload_url: str | None) -> httpx.URL | None:
        """An address kept earlier, unless it is of another server: the settings may have changed since."""
        if upload_url is None:
            return None
        url = httpx.URL(upload_url)
        return url if self._is_ours(url) else None

    def _located(self, answer: Answer) -> httpx.URL:
        try:
            url = self._endpoint.join(answer.headers["location"])
        except (KeyError, httpx.InvalidURL) as error:
            raise ProtocolError(answer.status, answer.media_type) from error
        if not self._is_ours(url) or not answer.is_tus:
            raise ProtocolError(answer.status, answer.media_type)
        return url

    def _is_ours(self, url: httpx.URL) -> bool:
        """The token goes to the server it was made for, and to no other."""
        ours = self._endpoint
        return (url.scheme, url.host, url.port) == (ours.scheme, ours.host, ours.port) and not url.userinfo


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an upload is and how far; `fresh` if nothing of it was under way before."""

    location: httpx.URL
    offset: int
    fresh: bool


def _offset_in(answer: Answer, document: Document) -> int:
    offset = answer.number("upload-offset")
    if offset is None or offset > document.size or not answer.is_tus:
        raise ProtocolError(answer.status, answer.media_type)
    return offset


def _metadata(document: Document) -> str:
    """No name: it is the person's own, and the ministry has no use for it."""
    pairs = {"document_id": document.id, "sha256": document.sha256, "media_type": document.media_type}
    return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())
