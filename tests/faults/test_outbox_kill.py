"""Sending is killed between any two steps, on either side: one request arrives, one receipt is kept.

The real server in a process of its own, the real vault, client and uploader in another.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain, repeat
from pathlib import Path

import pytest

from services.api.client import MinistryClient
from services.api.paging import every
from services.api.tokens import InMemoryTokenStore, VaultTokenStore
from services.clock import SystemClock, rfc3339
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.ids import uuid7
from services.models.document import Document
from services.models.outbox import SendState
from services.models.request import AttachedPaper, Draft, Receipt, Request
from services.registry import KINDS
from services.requests import RequestRepository
from services.vault import FileKeystore, ProfileStore, Vault
from tests.faults import outbox_sender
from tests.faults.ministry_process import Server, filled_form, sign_in
from tests.faults.outbox_sender import OWN_STEPS, open_vault, send_all

pytestmark = pytest.mark.fault

# A fresh process each time, without the second that its imports cost.
PROCESSES = multiprocessing.get_context("forkserver")
PROCESSES.set_forkserver_preload([outbox_sender.__name__])

SERVICE = "reimbursement"
LARGE, SMALL = 1_200_000, 4000
"""Bytes of the papers: the first needs PATCH, the others go along with the POST that begins them."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("ministry"))
    yield server
    server.stop()


class Device:
    """A profile in which one request with its papers waits to be sent."""

    def __init__(self, home: Path, server: Server) -> None:
        self.home = home
        self._server = server
        clock = SystemClock()
        profiles = ProfileStore(home, FileKeystore(home / "keystore"), clock, kinds=KINDS)
        self.profile_id = profiles.create("Amina Benali").id
        vault = profiles.open(self.profile_id)
        self.request = asyncio.run(self._prepare(vault, clock))
        vault.close()

    async def _prepare(self, vault: Vault, clock: SystemClock) -> Request:
        client = MinistryClient(self._server.address, VaultTokenStore(vault), clock=clock)
        await sign_in(client, self._server.told())
        version, answers, questions = await filled_form(client, SERVICE, datetime.now(UTC).date())
        await client.aclose()

        now = rfc3339(clock.now())
        documents = DocumentRepository(vault, clock)
        papers = []
        for question, size in zip(questions, chain([LARGE], repeat(SMALL)), strict=False):
            content = b"%PDF-1.4\n" + uuid7(clock).encode() * (size // 36)
            sha256 = hashlib.sha256(content).hexdigest()
            document = Document(uuid7(clock), "page.pdf", "application/pdf", len(content), sha256, now)
            documents.add(document, [content])
            papers.append(AttachedPaper(question, document.id, sha256))
        request = Request(uuid7(clock), SERVICE, version, "fr", now, answers, papers)
        draft = Draft(request.id, SERVICE, version, "fr", now, now)
        DraftRepository(vault).save(draft)
        RequestRepository(vault, clock).send(draft, request)
        return request

    def send_until_killed(self, step: str, victim: int | None = None, delay: float = 0.0) -> int | None:
        """Send in a process of its own; gives how it ended."""
        arguments = (self.home, self.profile_id, self._server.address, step, victim, delay)
        process = PROCESSES.Process(target=outbox_sender.main, args=arguments)
        process.start()
        process.join(30)
        return process.exitcode

    def send_on(self) -> Receipt:
        """Restart, as the app does, until it is sent."""
        vault = open_vault(self.home, self.profile_id)
        try:
            requests = RequestRepository(vault, SystemClock())
            asyncio.run(send_all(vault, self._server.address))
            kept = requests.get(self.request.id)
            assert kept is not None
            assert kept.sending.state is SendState.SENT, kept.sending
            assert kept.receipt is not None
            return kept.receipt
        finally:
            vault.close()


async def at_the_ministry(server: Server, request_id: str) -> tuple[Request, list[Receipt]]:
    client = MinistryClient(server.address, InMemoryTokenStore(), clock=SystemClock())
    await sign_in(client, server.told())
    receipts = [receipt async for receipt in every(client.requests) if receipt.id == request_id]
    sent = await client.request(request_id)
    await client.aclose()
    return sent.request, receipts


def check_exactly_one(device: Device, server: Server) -> None:
    receipt = device.send_on()
    request, receipts = asyncio.run(at_the_ministry(server, device.request.id))
    assert receipts == [receipt]
    assert request == device.request
    assert device.send_on() == receipt


@pytest.fixture
def device(tmp_path: Path, server: Server) -> Device:
    return Device(tmp_path, server)


@pytest.mark.heavy
@pytest.mark.parametrize("step", OWN_STEPS)
def test_the_app_is_killed(device: Device, server: Server, step: str) -> None:
    assert device.send_until_killed(step) == -signal.SIGKILL, "the step never came"
    check_exactly_one(device, server)


@pytest.mark.heavy
@pytest.mark.parametrize(("step", "delay"), [("PATCH half", 0.0), ("PUT sent", 0.0), ("PUT sent", 0.008)])
def test_the_ministry_is_killed(device: Device, server: Server, step: str, delay: float) -> None:
    assert device.send_until_killed(step, server.process.pid, delay) == 0
    assert server.process.wait(5) == -signal.SIGKILL, "the step never came"
    server.restart()
    check_exactly_one(device, server)
