"""A person who uploads, and a line that remembers what went over it."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import httpx
from fastapi import FastAPI

from services.api.exchange import Exchange
from services.api.tokens import InMemoryTokenStore, KeptTokens
from services.api.uploader import Uploader
from services.models.document import Document
from tests.contract.upload_server import AMINA
from tests.contract.uploads.tus import finished
from tests.manual_clock import ManualClock
from tests.unit.uploads.documents import Sample

BASE = "http://localhost"
ENDPOINT = f"{BASE}/v1/uploads"
SMALL, LARGE = 300_000, 9_000_000


def document_of(sent: Sample, upload_url: str | None = None) -> Document:
    return Document(
        sent.id,
        "paper.pdf",
        sent.media_type,
        len(sent.data),
        sent.sha256,
        "2026-01-04T09:00:00Z",
        upload_url=upload_url,
    )


@asynccontextmanager
async def exchange_with(
    base: str = BASE, transport: httpx.AsyncBaseTransport | None = None, token: str = AMINA
) -> AsyncIterator[Exchange]:
    """Signed in with an access token that the upload server takes."""
    exchange = Exchange(
        base,
        InMemoryTokenStore(KeptTokens(token, "refresh", 1e12, 1e12)),
        transport=transport,
        clock=ManualClock(),
    )
    yield exchange
    await exchange.aclose()


class Person:
    """Uploads one document, keeping what an outbox would keep."""

    def __init__(self, exchange: Exchange, sent: Sample, endpoint: str = "/v1/uploads") -> None:
        self.uploader = Uploader(exchange, endpoint)
        self.sent = sent
        self.document = document_of(sent)
        self.progress: list[int] = []

    async def upload(self, data: bytes | None = None) -> None:
        async def keep(location: str) -> None:
            self.document = replace(self.document, upload_url=location)

        source = io.BytesIO(self.sent.data if data is None else data)
        await self.uploader.upload(self.document, source, self.progress.append, keep)


class Log:
    """A transport that remembers the requests that went out; `before` may answer one instead of the server."""

    def __init__(self, app: FastAPI) -> None:
        self.requests: list[httpx.Request] = []
        self.before: Callable[[httpx.Request], Awaitable[httpx.Response | None]] | None = None
        self._app = httpx.ASGITransport(app)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = await self.before(request) if self.before else None
        return answer or await self._app.handle_async_request(request)

    @property
    def methods(self) -> list[str]:
        return [request.method for request in self.requests]

    @property
    def content_bytes(self) -> int:
        return sum(int(request.headers.get("Content-Length", "0")) for request in self.requests)

    async def cut_after(self, size: int, request: httpx.Request) -> None:
        """Bring `size` bytes of a PATCH, then break the line."""
        if request.method != "PATCH":
            return
        body = bytearray()
        async for step in request.stream:  # type: ignore[union-attr]
            body += step
            if len(body) >= size:
                break
        headers = {name: request.headers[name] for name in _OF_A_PART}
        part = httpx.Request("PATCH", request.url, headers=headers, content=bytes(body[:size]))
        assert (await self._app.handle_async_request(part)).status_code == 204
        raise httpx.ReadError("cut")


_OF_A_PART = ("Tus-Resumable", "Authorization", "Upload-Offset", "Content-Type")


def arrived(app: FastAPI, sent: Sample) -> bool:
    stored = finished(app, sent)
    return stored is not None and stored.content == sent.data
