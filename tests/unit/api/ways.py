"""The ways in which the app talks to the ministry: JSON that is read and sent, a paper, each request of tus."""

from __future__ import annotations

import asyncio
import hashlib
import io
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import Any

import pytest

from services.api import InMemoryTokenStore, MinistryClient
from services.clock import ManualClock
from services.errors import MinistryError
from services.models.case import CasePaper
from services.models.document import Document
from services.models.request import Request
from tests.unit.api.conftest import SECRETS
from tests.unit.api.stand_in import Asked, StandIn, Told, problem, standing_in, told_json
from tests.unit.uploads.documents import Sample, sample

REQUEST = Request(
    "0193f0a0-6c00-7b00-8a00-000000000001", "afs", "1", "fr", "then", {"nss": "801234567890"}, []
)
RECEIPT = {"id": REQUEST.id, "reference": "AFS-1", "service_id": "afs", "received_at": "then"}
PDF = b"%PDF-1.7 " + bytes(range(256)) * 100
LETTER = CasePaper("letter", {}, "application/pdf", len(PDF), hashlib.sha256(PDF).hexdigest())
SMALL, LARGE = sample(3000), sample(1_200_000)
"""Documents that go with the request that begins their upload, and after it."""
TUS = {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class Way:
    """A call, the request of it that meets trouble, and the good answers to all of its requests."""

    name: str
    method: str
    call: Callable[[MinistryClient], Awaitable[object]]
    good: Callable[[Asked], Told]

    @property
    def has_body(self) -> bool:
        """True if an answer may have one."""
        return self.method != "HEAD"


async def paper_of(client: MinistryClient) -> bytes:
    return b"".join([chunk async for chunk in client.paper("case", LETTER)])


def _upload(sent: Sample, *, begun: bool = False) -> Callable[[MinistryClient], Awaitable[None]]:
    async def keep(_location: str) -> None: ...

    async def upload(client: MinistryClient) -> None:
        document = Document(sent.id, "paper.pdf", sent.media_type, len(sent.data), sent.sha256, "then")
        if begun:
            where = client._exchange.address("/v1/uploads/1", beside="/")
            document = replace(document, upload_url=str(where))
        await client.uploader.upload(document, io.BytesIO(sent.data), lambda _: None, keep)

    return upload


def _tus(asked: Asked) -> Told:
    taken = int(asked.headers.get("upload-offset", 0)) + len(asked.body)
    if asked.method == "POST":
        return Told(201, headers=TUS | {"Location": "/v1/uploads/1", "Upload-Offset": str(taken)})
    if asked.method == "HEAD":
        return Told(200, headers=TUS | {"Upload-Offset": str(len(SMALL.data))})
    return Told(204, headers=TUS | {"Upload-Offset": str(taken)})


WAYS = [
    Way("read", "GET", lambda client: client.cases(), lambda _: told_json({"items": [], "next": None})),
    Way("send", "PUT", lambda client: client.send_request(REQUEST), lambda _: told_json(RECEIPT)),
    Way("paper", "GET", paper_of, lambda _: Told(200, PDF, {"Content-Type": "application/pdf"})),
    Way("tus, created with content", "POST", _upload(SMALL), _tus),
    Way("tus, created alone", "POST", _upload(LARGE), _tus),
    Way("tus, sent", "PATCH", _upload(LARGE), _tus),
    Way("tus, gone on with", "HEAD", _upload(SMALL, begun=True), _tus),
]


each_way = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
each_way_with_a_body = pytest.mark.parametrize(
    "way", [way for way in WAYS if way.has_body], ids=lambda way: way.name
)

PROBLEM = {"Content-Type": "application/problem+json"}


class Renewing:
    """The ministry with one good access token, in trouble with one request of one way."""

    def __init__(self, way: Way, trouble: Callable[[Asked], Told | None]) -> None:
        self.way = way
        self.trouble = trouble
        self.good = "access-0-secret"
        self.renewals = 0

    def __call__(self, asked: Asked) -> Told:
        if asked.target == "/v1/sign-in/refresh":
            return self._renew()
        if asked.headers["authorization"] != f"Bearer {self.good}":
            return problem("unauthenticated", 401)
        trouble = self.trouble(asked) if asked.method == self.way.method else None
        return trouble or self.way.good(asked)

    def _renew(self) -> Told:
        self.renewals += 1
        self.good = f"access-{self.renewals}-secret"
        tokens: dict[str, Any] = {
            "access_token": self.good,
            "refresh_token": f"refresh-{self.renewals}-secret",
        }
        return told_json({**tokens, "token_type": "Bearer", "expires_in": 900, "refresh_expires_in": 86400})


@asynccontextmanager
async def spoken_to(
    answer: Callable[[Asked], Told], clock: ManualClock, tokens: InMemoryTokenStore
) -> AsyncIterator[tuple[MinistryClient, StandIn]]:
    async with standing_in(answer) as stand_in:
        client = MinistryClient(stand_in.url, tokens, clock=clock)
        try:
            yield client, stand_in
        finally:
            await client.aclose()


async def failure(call: Awaitable[object]) -> MinistryError:
    """Return the error of a call, which must hold no secret.

    Nor what caused it, as a log shows them.
    """
    try:
        await asyncio.wait_for(call, 30)
    except MinistryError as error:
        said = "".join([repr(error), str(error), *traceback.format_exception(error)])
        assert not any(secret in said for secret in SECRETS)
        return error
    raise AssertionError("nothing failed")
