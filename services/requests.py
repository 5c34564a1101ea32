"""The requests of a profile from the moment the person sends them, with the ministry's receipts.

A request keeps the draft that it was written as, so that it can be one again if the ministry refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain
from typing import Any

from services import codec
from services.clock import Clock, rfc3339
from services.drafts import KIND as DRAFT
from services.drafts import DraftRepository, papers_of
from services.errors import DamagedRecordError, NotReopenableError
from services.forms.refusals import refused_questions
from services.ids import uuid7
from services.kinds import Archived, Kind
from services.models.change import Change
from services.models.contract import FieldError, ProblemType
from services.models.outbox import Sending, SendState
from services.models.request import Draft, Receipt, Request
from services.outbox.means import Means, documents_in
from services.outbox.ports import Delivery, OnProgress, Sender
from services.outbox.states import ERRORS, ArchivedTrouble, lost, sending_of
from services.vault.interface import Body, Head, RecordStore
from services.waiting import run_to_end

REQUEST = "request"
"""The kind of these records."""


@dataclass(frozen=True, slots=True)
class RequestSummary:
    """What a list shows of a request without opening it. Times are RFC 3339, UTC."""

    id: str
    service_id: str
    saved_at: str
    """The time when the person sent it; it may have waited for a network since."""
    sending: Sending
    receipt: Receipt | None = None


@dataclass(frozen=True, slots=True)
class KeptRequest:
    """A request with all that is known of its sending."""

    request: Request
    draft: Draft
    """What the person wrote, from which the request was made."""
    saved_at: str
    sending: Sending
    receipt: Receipt | None = None
    errors: list[FieldError] = field(default_factory=list)
    """The wrong fields that the ministry named when it refused it, by pointers into the body sent."""


class RequestRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._store = store
        self._drafts = DraftRepository(store)
        self._clock = clock

    def send(self, draft: Draft, request: Request) -> Change:
        """Turn a draft into a waiting request, in one transaction.

        Asking for it twice changes nothing: what was accepted is what is sent.
        """
        with self._store.transaction() as tx:
            if self._store.get(REQUEST, request.id) is not None:
                return Change()
            body = {"request": codec.unstructure(request), "draft": codec.unstructure(draft)}
            head = {"service_id": request.service_id, "saved_at": rfc3339(self._clock.now())}
            self._drafts.delete(draft.id, tx)
            tx.put(REQUEST, request.id, body, head=head, state=SendState.WAITING)
        return Change.of((DRAFT, draft.id), (REQUEST, request.id))

    def reopen(self, request_id: str) -> Draft:
        """Turn a refused request back into its draft, in one transaction.

        The draft bears what the ministry named as wrong. Raises `NotReopenableError` in any other state.
        """
        with self._store.transaction() as tx:
            kept = self.get(request_id)
            if kept is None or kept.sending.state is not SendState.NEEDS_ATTENTION:
                raise NotReopenableError
            # Under the id of one that the ministry holds already, it would be refused for ever.
            taken = kept.sending.problem == ProblemType.CONFLICT
            draft = replace(
                kept.draft,
                id=uuid7(self._clock) if taken else kept.draft.id,
                updated_at=rfc3339(self._clock.now()),
                refused=refused_questions(kept.errors, kept.request),
            )
            tx.delete(REQUEST, request_id)
            self._drafts.save(draft, tx)
        return draft

    def copy(self, request_id: str, language: str) -> Draft:
        """Write a new draft with the answers of a request.

        Without its papers, whose time may be over: those of the device are offered at their questions. Raises
        `NotReopenableError` where the request is not kept here.
        """
        with self._store.transaction() as tx:
            kept = self.get(request_id)
            if kept is None:
                raise NotReopenableError
            now = rfc3339(self._clock.now())
            draft = Draft(
                id=uuid7(self._clock),
                service_id=kept.draft.service_id,
                form_version=kept.draft.form_version,
                language=language,
                created_at=now,
                updated_at=now,
                inputs=kept.draft.copy().inputs,
            )
            self._drafts.save(draft, tx)
        return draft

    def list(self) -> list[RequestSummary]:
        """Return all requests, the last one sent first."""
        summaries = [_summary(head) for head in self._store.heads(REQUEST)]
        return sorted(summaries, key=lambda summary: (summary.saved_at, summary.id), reverse=True)

    def get(self, request_id: str) -> KeptRequest | None:
        head, body = self._head(request_id), self._store.get(REQUEST, request_id)
        if head is None or body is None:
            return None
        summary = _summary(head)
        request = codec.structure(body["request"], Request)
        errors = codec.structure(body.get(ERRORS, []), list[FieldError])
        draft = codec.structure(body["draft"], Draft)
        return KeptRequest(request, draft, summary.saved_at, summary.sending, summary.receipt, errors)

    def receipt(self, request_id: str) -> Receipt | None:
        """Return the ministry's receipt, or None while there is none."""
        head = self._head(request_id)
        return None if head is None else _summary(head).receipt

    def delivered(self, request_id: str, receipt: Receipt) -> Delivery:
        """Return what the record becomes with the receipt in it."""
        head, body = self._head(request_id), self._store.get(REQUEST, request_id)
        if head is None or body is None:
            raise KeyError(request_id)
        told = {"service_id": head.head["service_id"], "saved_at": head.head["saved_at"]}
        kept = {"request": body["request"], "draft": body["draft"]}
        return Delivery(kept, {**told, "receipt": codec.unstructure(receipt)})

    def _head(self, request_id: str) -> Head | None:
        return self._store.head(REQUEST, request_id)


def _summary(head: Head) -> RequestSummary:
    told: Body = head.head
    sending = sending_of(head) or lost(head)
    kept: Any = told.get("receipt")
    # Not by the codec: a list may have thousands.
    names = ("id", "reference", "service_id", "received_at")
    receipt = None if kept is None else Receipt(*(kept[name] for name in names))
    return RequestSummary(head.id, told["service_id"], told["saved_at"], sending, receipt)


@dataclass(frozen=True)
class _ArchivedBody:
    request: Request
    draft: Draft
    errors: list[FieldError] = field(default_factory=list)


@dataclass(frozen=True)
class _ArchivedHead:
    service_id: str
    saved_at: str
    receipt: Receipt | None = None
    troubles: list[ArchivedTrouble] = field(default_factory=list)


def _sender(means: Means) -> Sender:
    """Make the sender of requests: their papers first."""
    requests = RequestRepository(means.store, means.clock)

    async def send(record_id: str, on_progress: OnProgress) -> Delivery:
        kept = await run_to_end(requests.get, record_id)
        if kept is None:
            raise DamagedRecordError(REQUEST, record_id)
        put = partial(means.ministry.send_request, kept.request)
        receipt = await means.papers.send_with(kept.request.papers, put, on_progress)
        return await run_to_end(requests.delivered, record_id, receipt)

    return send


REQUEST_KIND = Kind(
    REQUEST,
    Archived(_ArchivedBody, lambda body: str(body.request.id), _ArchivedHead),
    papers=lambda body: chain(documents_in(body["request"]), papers_of(body["draft"])),
    sent_papers=lambda body: documents_in(body["request"]),
    sender=_sender,
    is_sent=True,
    replaces=DRAFT,
    concerns="requests",
)
