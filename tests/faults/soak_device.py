"""A device in a process of its own: it writes messages of every kind, and sends them, until it is killed.

    python -m tests.faults.soak_device HOME PROFILE MINISTRY PROXY PLAN

`PLAN` is a JSON file, what to write in its order; started again, it goes on where the store says that it was. Lines:
`ready`, `wrote KIND ID` once a write is acknowledged, `clock` when the device's clock was set, `written`, and `done`
when all is sent.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import random
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

from services.api import MinistryClient, VaultTokenStore, exchange, transport, uploader
from services.clock import SystemClock, rfc3339
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.ids import uuid7
from services.messages import MESSAGE, MessageRepository
from services.models.document import Document
from services.models.outbox import Sending, SendState
from services.models.request import AttachedPaper, Draft, Request
from services.outbox.means import Means, senders_of
from services.outbox.papers import PaperUploads
from services.outbox.worker import Outbox
from services.replies import REPLY, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.vault import Vault
from tests.faults.ministry_process import sign_in
from tests.faults.outbox_sender import open_vault

PATIENCE = 0.6
"""Seconds after which an answer is given up here: a thousand messages should not take a day."""
KINDS = (REQUEST, MESSAGE, REPLY)
SET_BY = (600, 86_400, 5 * 365 * 86_400)
"""Seconds at most: minutes, a day, years."""


def say(*words: object) -> None:
    os.write(1, (" ".join(map(str, words)) + "\n").encode())


def be_impatient() -> None:
    shorter = httpx.Timeout(PATIENCE)
    for module, name, limit in (
        (transport, "TIMEOUT", shorter),
        (uploader, "_TIMEOUT", shorter),
        (exchange, "WHOLE_ANSWER", 4 * PATIENCE),
    ):
        setattr(module, name, limit)


class SetClock(SystemClock):
    """A clock that is wrong from the start, and that is set again and again, forwards and back."""

    def __init__(self) -> None:
        self._ahead = 0.0
        self.set()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time(), UTC)

    def time(self) -> float:
        return time.time() + self._ahead

    def set(self) -> None:
        self._ahead = random.choice((-1, 1)) * random.choice(SET_BY) * random.random()


class Device:
    def __init__(self, vault: Vault, ministry: str, proxy: str, plan: dict[str, Any]) -> None:
        clock = SetClock()
        self._vault = vault
        self._clock = clock
        self._ministry = ministry
        self._plan = plan
        self._requests = RequestRepository(vault, clock)
        self._messages = MessageRepository(vault, clock)
        self._replies = ReplyRepository(vault, clock)
        self._documents = DocumentRepository(vault, clock)
        self._drafts = DraftRepository(vault)
        self.client = MinistryClient(proxy, VaultTokenStore(vault), clock=clock)
        papers = PaperUploads(self._documents, self.client.uploader)
        self._signed_out = asyncio.Event()
        self._outbox = Outbox(
            vault,
            senders_of(vault.kinds, Means(vault, clock, papers, self.client)),
            clock=clock,
            rng=lambda: random.random() / 20,
            on_change=self._changed,
        )

    async def run(self) -> None:
        always = (self._outbox.run(), self._stay_signed_in(), self._set_clock())
        works = [asyncio.create_task(work) for work in always]
        await asyncio.gather(self._write(), self._nudge())
        for work in works:
            work.cancel()
        await asyncio.gather(*works, return_exceptions=True)
        await self.client.aclose()

    async def _write(self) -> None:
        # Each entry of the plan leaves one record, so the number of records says where to go on.
        written = sum(len(self._vault.ids(kind)) for kind in KINDS)
        for entry in self._plan["entries"][written:]:
            kind, id_ = await asyncio.to_thread(self._write_one, *entry)
            say("wrote", kind, id_)
            self._outbox.added()
            await asyncio.sleep(random.uniform(0, 0.02))
        say("written")

    def _write_one(self, kind: str, about: str) -> tuple[str, str]:
        now = rfc3339(self._clock.now())
        if kind == MESSAGE:
            return kind, self._messages.send(self._plan["case"], about, "fr").id
        if kind == REPLY:
            paper = self._paper(self._plan["ask_question"], now)
            return kind, self._replies.send(self._plan["case"], about, [paper]).id
        version, answers, questions = self._plan["forms"][about]
        papers = [self._paper(question, now) for question in questions]
        draft = Draft(uuid7(self._clock), about, version, "fr", now, now)
        self._drafts.save(draft)
        request = Request(draft.id, draft.service_id, version, "fr", now, answers, papers)
        self._requests.send(draft, request)
        return kind, draft.id

    def _paper(self, question: str, now: str) -> AttachedPaper:
        id_ = uuid7(self._clock)
        content = b"%PDF-1.4\n" + id_.encode() * random.choice((20, 2000))
        sha256 = hashlib.sha256(content).hexdigest()
        document = Document(id_, "page.pdf", "application/pdf", len(content), sha256, now)
        self._documents.add(document, [content])
        return AttachedPaper(question, id_, sha256)

    async def _set_clock(self) -> None:
        while True:
            await asyncio.sleep(random.uniform(0.2, 1.5))
            self._clock.set()
            say("clock")

    async def _nudge(self) -> None:
        """Bring the network back again and again, until nothing waits."""
        while self._vault.next_due(tuple(SendState)) is None or self._unsent():
            self._outbox.wake()
            await asyncio.sleep(0.3)

    def _unsent(self) -> bool:
        on_the_way = [state for state in SendState if state is not SendState.SENT]
        all_written = sum(len(self._vault.ids(kind)) for kind in KINDS) >= len(self._plan["entries"])
        return not all_written or self._vault.next_due(on_the_way) is not None

    def _changed(self, sending: Sending) -> None:
        if sending.state is SendState.NEEDS_SIGN_IN:
            self._signed_out.set()
        if sending.state is SendState.NEEDS_ATTENTION:
            say("attention", sending.kind, sending.id, sending.problem)

    async def _stay_signed_in(self) -> None:
        """Sign in again over a good line after a lost renewal.

        A renewal whose answer was lost ends the sign-in.
        """
        while True:
            await self._signed_out.wait()
            client = MinistryClient(self._ministry, VaultTokenStore(self._vault), clock=self._clock)
            await sign_in(client, self._plan["told"])
            await client.aclose()
            self._signed_out.clear()
            self._outbox.wake_signed_in()


def main() -> None:
    home, profile_id, ministry, proxy, plan = sys.argv[1:]
    be_impatient()
    vault = open_vault(Path(home), profile_id)

    async def run() -> None:
        device = Device(vault, ministry, proxy, json.loads(Path(plan).read_bytes()))
        say("ready")
        await device.run()

    asyncio.run(run())
    vault.close()
    say("done")


if __name__ == "__main__":
    main()
