"""Every change that the app makes to what a person wrote, each as one act on a store."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from services import codec
from services.clock import ManualClock, rfc3339
from services.document_repository import DOCUMENT, DocumentRepository
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository
from services.messages import MESSAGE, MessageRepository
from services.models.contract import FieldError
from services.models.document import Document
from services.models.outbox import SendState
from services.models.person import Profile
from services.models.request import AttachedPaper, Draft, Receipt, Request
from services.models.unsent import Unsent
from services.outbox.policy import Verdict
from services.outbox.queue import SendQueue
from services.registry import KINDS
from services.replies import REPLY, ReplyRepository
from services.requests import REQUEST, RequestRepository
from services.unsent import UNSENT, UnsentRepository, message_id, reply_id
from services.vault import Head, RecordStore, Vault

PROFILE = Profile("0" * 32, "Amina Benali")
KEY = bytes(32)
CONTENT = b"%PDF-1.4\n" + b"x" * 300_000
LONG = "x" * 9000
"""More than one page of the database."""
NOW = rfc3339(ManualClock().now())
DRAFTED = Draft("d1", "sick_leave", "1", "fr", NOW, NOW, {"why": LONG})
SENT = Request("d1", "sick_leave", "1", "fr", NOW, {"why": LONG}, [])
REFUSED = Draft("d2", "sick_leave", "1", "fr", NOW, NOW, {"why": "refused"})
Snapshot = frozenset[tuple[str, ...]]


class SplitRequests(RequestRepository):
    """The control: the guard removed. Request and draft are written in two transactions."""

    def send(self, draft: Draft, request: Request) -> None:  # type: ignore[override]
        self._drafts.delete(draft.id)
        body = {"request": codec.unstructure(request), "draft": codec.unstructure(draft)}
        head = {"service_id": request.service_id, "saved_at": NOW}
        with self._store.transaction() as tx:
            tx.put(REQUEST, request.id, body, head=head, state=SendState.WAITING)


@dataclass
class Acts:
    """The repositories over one store, and what a person or the worker does with them."""

    store: RecordStore

    def __post_init__(self) -> None:
        clock = ManualClock(datetime.fromisoformat(NOW))
        self.drafts = DraftRepository(self.store)
        self.requests = RequestRepository(self.store, clock)
        self.split = SplitRequests(self.store, clock)
        self.messages = MessageRepository(self.store, clock)
        self.replies = ReplyRepository(self.store, clock)
        self.unsent = UnsentRepository(self.store)
        self.documents = DocumentRepository(self.store, clock)
        self.queue = SendQueue(self.store)

    def prepare(self) -> None:
        """Make what is there before: drafts, requests, things being written."""
        self.drafts.save(DRAFTED)
        self.drafts.save(REFUSED)
        for id_ in ("d2", "d3"):
            draft = Draft(id_, "sick_leave", "1", "fr", NOW, NOW, {"why": "refused"})
            self.requests.send(draft, Request(id_, "sick_leave", "1", "fr", NOW, {"why": "refused"}, []))
        self.queue.move(REQUEST, "d2", (SendState.WAITING,), SendState.NEEDS_ATTENTION)
        self.unsent.save(Unsent(message_id("case"), LONG))
        self.unsent.save(Unsent(reply_id("ask"), LONG, ["page"]))
        self.documents.add(_document("old"), [CONTENT])

    def save_draft(self) -> None:
        self.drafts.save(Draft("d1", "sick_leave", "1", "fr", NOW, NOW, {"why": LONG + "more"}))

    def delete_draft(self) -> None:
        self.drafts.delete("d1")

    def send_request(self) -> None:
        self.requests.send(DRAFTED, SENT)

    def send_request_in_two(self) -> None:
        self.split.send(DRAFTED, SENT)

    def reopen_request(self) -> None:
        self.requests.reopen("d2")

    def send_message(self) -> None:
        self.messages.send("case", LONG, "fr")

    def send_reply(self) -> None:
        self.replies.send("case", "ask", [AttachedPaper("q", "page", "0" * 64)], LONG)

    def mark(self) -> None:
        self.queue.mark(self._waiting())

    def deliver(self) -> None:
        sending = self.queue.find(REQUEST, "d3")
        assert sending is not None
        receipt = Receipt("d3", "Q234-5678", "sick_leave", NOW)
        self.queue.deliver(sending, self.requests.delivered("d3", receipt))

    def settle(self) -> None:
        sending = self.queue.find(REQUEST, "d3")
        assert sending is not None
        verdict = Verdict(SendState.NEEDS_ATTENTION, "validation", [FieldError("/answers/why", "required")])
        self.queue.settle(self._waiting(), sending, verdict, at=NOW, not_before=0.0)

    def add_document(self) -> None:
        self.documents.add(_document("new"), [CONTENT])

    def delete_document(self) -> None:
        self.documents.delete("old")

    def _waiting(self) -> Head:
        return next(head for head in self.store.heads(REQUEST) if head.id == "d3")

    def snapshot(self) -> Snapshot:
        """Return what a person would find; raise if anything is damaged.

        Without ids that differ each time.
        """
        found: list[tuple[str, ...]] = []
        for kind in (DRAFT, REQUEST, MESSAGE, REPLY, UNSENT, DOCUMENT):
            for head in self.store.heads(kind):
                body = self.store.get(kind, head.id)
                id_ = "" if kind in (MESSAGE, REPLY) else head.id
                text = _without_id(body)
                found.append((kind, id_, head.state or "", str(head.attempts), text))
                if kind == DOCUMENT:
                    with self.documents.open(head.id) as file:
                        assert hashlib.sha256(file.read()).hexdigest() == _document("").sha256
        assert not self.store.damaged()
        return frozenset(found)


def _without_id(body: object) -> str:
    if isinstance(body, dict):
        return str({key: _without_id(value) for key, value in sorted(body.items()) if key != "id"})
    return str(body)


def _document(id_: str) -> Document:
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    return Document(id_, "page.pdf", "application/pdf", len(CONTENT), sha256, NOW)


CHANGES: dict[str, Callable[[Acts], None]] = {
    act.__name__: act
    for act in (
        Acts.save_draft,
        Acts.delete_draft,
        Acts.send_request,
        Acts.reopen_request,
        Acts.send_message,
        Acts.send_reply,
        Acts.mark,
        Acts.deliver,
        Acts.settle,
        Acts.add_document,
        Acts.delete_document,
    )
}
CONTROL = Acts.send_request_in_two.__name__
REPAIR = "repair"
"""Opening a store whose first page is lost."""


def made(folder: Path) -> Vault:
    """Make a new store and open it."""
    Vault.create(folder, PROFILE.id)
    return opened(folder)


def opened(folder: Path) -> Vault:
    return Vault(PROFILE, folder, KEY, KINDS)
