"""A device and the real server in this process, on one clock that tests move."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import httpx

from ministry import demo
from ministry.app import create_app
from ministry.server import open_ministry
from ministry.settings import Quotas, Settings
from services.api import MinistryClient, VaultTokenStore
from services.clock import ManualClock, rfc3339
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.errors import AuthenticationError
from services.ids import uuid7
from services.models.document import Document
from services.models.person import Profile
from services.models.request import AttachedPaper, Draft, Request
from services.outbox.papers import PaperUploads
from services.outbox.worker import Outbox
from services.registry import KINDS
from services.requests import REQUEST, KeptRequest, RequestRepository, RequestSender
from services.vault import Vault
from tests.blocking import ApartTransport, BlockingMinistry
from tests.contract.conftest import CATALOGUE
from tests.faults.ministry_process import filled_form, sign_in
from tests.postgres import database_of

ADDRESS = "http://localhost"
PDF = b"%PDF-1.4\n"


class OneClock(ManualClock):
    """The same moment for the device and, called, for the server."""

    def __call__(self) -> datetime:
        return self.now()


class Wire(httpx.AsyncBaseTransport):
    """A wire to the server, unless `trouble` raises instead: called before a request and before its answer."""

    def __init__(self, ministry: BlockingMinistry) -> None:
        self._inner = ApartTransport(create_app(ministry.real))
        self.trouble: Callable[[httpx.Request, bool], None] = lambda _, __: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.trouble(request, False)
        response = await self._inner.handle_async_request(request)
        self.trouble(request, True)
        return response


class Device:
    def __init__(self, folder: Path, wire: Wire, clock: OneClock, told: dict[str, str]) -> None:
        if not folder.exists():
            Vault.create(folder, "0" * 32)
        self.vault = Vault(Profile("0" * 32, "Amina Benali"), folder, bytes(32), KINDS)
        self.clock = clock
        self._told = told
        self.requests = RequestRepository(self.vault, clock)
        self.documents = DocumentRepository(self.vault, clock)
        self.client = MinistryClient(ADDRESS, VaultTokenStore(self.vault), transport=wire, clock=clock)
        self.outbox = Outbox(
            self.vault,
            {
                REQUEST: RequestSender(
                    self.requests, PaperUploads(self.documents, self.client.uploader), self.client
                )
            },
            clock=clock,
            rng=lambda: 0.5,
            on_change=lambda _: None,
        )

    async def sign_in(self) -> None:
        await sign_in(self.client, self._told)
        self.outbox.wake_signed_in()

    async def send(self, service: str, content: bytes = PDF) -> str:
        """Put a filled request with its papers into the outbox."""
        now = rfc3339(self.clock.now())
        version, answers, questions = await filled_form(self.client, service, self.clock.now().date())
        papers = [self.attach(question, content + question.encode()) for question in questions]
        draft = Draft(uuid7(self.clock), service, version, "fr", now, now)
        DraftRepository(self.vault).save(draft)
        self.requests.send(draft, Request(draft.id, service, version, "fr", now, answers, papers))
        return draft.id

    def attach(self, question: str, content: bytes) -> AttachedPaper:
        id_, sha256 = uuid7(self.clock), hashlib.sha256(content).hexdigest()
        now = rfc3339(self.clock.now())
        document = Document(id_, "page.pdf", "application/pdf", len(content), sha256, now)
        self.documents.add(document, [content])
        return AttachedPaper(question, id_, sha256)

    def kept(self, request_id: str) -> KeptRequest:
        kept = self.requests.get(request_id)
        assert kept is not None
        return kept

    async def at_the_ministry(self) -> list[str]:
        """Ids of the requests that it took, one for each receipt."""
        try:
            return [receipt.id for receipt in (await self.client.requests()).items]
        except AuthenticationError:
            await self.sign_in()
            return await self.at_the_ministry()


@asynccontextmanager
async def together(
    folder: Path, quotas: Quotas | None = None
) -> AsyncIterator[tuple[Device, Wire, BlockingMinistry]]:
    clock = OneClock()
    settings = Settings(
        folder / "ministry", database_of(folder / "ministry"), demo=True, clerk_seconds=1e9
    ).for_everybody_at_once()
    settings = replace(settings, quotas=quotas)
    ministry = BlockingMinistry(open_ministry(settings, clock, CATALOGUE))
    wire = Wire(ministry)
    told = {"number": demo.CITIZEN.number, "code": demo.CODE}
    device = Device(folder / "device", wire, clock, told)
    await device.sign_in()
    try:
        yield device, wire, ministry
    finally:
        await device.client.aclose()
        device.vault.close()
        ministry.close()
