"""A person's device in small: a store, its repositories, and an outbox that sends to a model ministry."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable, Callable
from itertools import count

from services.cases import CaseRepository
from services.clock import ManualClock, rfc3339
from services.document_repository import DocumentRepository
from services.drafts import DraftRepository
from services.messages import MessageRepository
from services.models.case import Case
from services.models.document import Document
from services.models.outbox import Sending, SendState
from services.models.request import AttachedPaper, Draft, Request
from services.outbox.choice import SendingChoiceRepository
from services.outbox.means import Means, senders_of
from services.outbox.metered import DataSaver
from services.outbox.papers import PaperUploads
from services.outbox.worker import Outbox
from services.replies import ReplyRepository
from services.requests import RequestRepository
from services.vault import RecordStore
from tests.unit.outbox.model import ModelMinistry


class Desk:
    def __init__(self, store: RecordStore, clock: ManualClock, ministry: ModelMinistry) -> None:
        self.store = store
        self.clock = clock
        self.ministry = ministry
        self.drafts = DraftRepository(store)
        self.requests = RequestRepository(store, clock)
        self.documents = DocumentRepository(store, clock)
        self.messages = MessageRepository(store, clock)
        self.replies = ReplyRepository(store, clock)
        self.cases = CaseRepository(store, self.messages)
        self.choice = SendingChoiceRepository(store)
        self.told: list[Sending] = []
        self.reached: list[bool] = []
        self._ids = count(1)
        self.outbox = self.restart()

    def restart(self, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> Outbox:
        """Restart the process on what the store holds."""
        papers = PaperUploads(self.documents, self.ministry)
        senders = senders_of(self.store.kinds, Means(self.store, self.clock, papers, self.ministry))
        self.outbox = Outbox(
            self.store,
            senders,
            clock=self.clock,
            rng=lambda: 0.5,
            on_change=self.told.append,
            on_reached=self.reached.append,
            metered=DataSaver(self.store, self.documents, self.choice),
            sleep=sleep,
        )
        return self.outbox

    def new_id(self) -> str:
        return f"0193f0a0-6c00-7b00-8a00-{next(self._ids):012}"

    def attach(self, content: bytes) -> AttachedPaper:
        document_id, sha256 = self.new_id(), hashlib.sha256(content).hexdigest()
        added_at = rfc3339(self.clock.now())
        document = Document(document_id, "page.pdf", "application/pdf", len(content), sha256, added_at)
        self.documents.add(document, [content])
        return AttachedPaper("certificate", document_id, sha256)

    def write(self, *contents: bytes, text: str = "first") -> Draft:
        """Keep a draft with a paper for each content."""
        now = rfc3339(self.clock.now())
        papers = [self.attach(content).document_id for content in contents]
        draft = Draft(
            self.new_id(), "sick_leave", "1", "fr", now, now, {"why": text}, {"certificate": papers}
        )
        self.drafts.save(draft)
        return draft

    def send(self, draft: Draft) -> str:
        papers = [
            AttachedPaper("certificate", document.id, document.sha256)
            for document_id in draft.papers.get("certificate", [])
            if (document := self.documents.get(document_id)) is not None
        ]
        answers = {"why": draft.inputs["why"]}
        request = Request(draft.id, draft.service_id, "1", "fr", draft.created_at, answers, papers)
        self.requests.send(draft, request)
        self.outbox.added()
        return draft.id

    def send_new(self, *contents: bytes) -> str:
        return self.send(self.write(*contents))

    def reply_to(self, ask_id: str, case: Case | None = None) -> Sending:
        """Return the state of the reply to an ask."""
        (state,) = (each for each in self.replies.states() if each.ask_id == ask_id)
        return state.within(case).sending

    def state(self, request_id: str) -> SendState:
        kept = self.requests.get(request_id)
        assert kept is not None
        return kept.sending.state

    def problem(self, request_id: str) -> str | None:
        kept = self.requests.get(request_id)
        assert kept is not None
        return kept.sending.problem

    async def drain(self, *, seconds: float = 0.0) -> None:
        """Let time go by, then send what is due."""
        self.clock.advance(seconds)
        await self.outbox.drain()
        await asyncio.sleep(0)
