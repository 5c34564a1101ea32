"""The person's replies to what an agency asks for: papers, with a note if they wish."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from services import codec
from services.cases import CaseRepository
from services.clock import Clock, rfc3339
from services.errors import DamagedRecordError, NotReopenableError, RefusedError
from services.forms.text import lines
from services.ids import uuid7
from services.kinds import Archived, Kind
from services.messages import MessageRepository
from services.models.change import Change
from services.models.contract import ProblemType
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply, Reply, ReplyState
from services.models.request import AttachedPaper
from services.models.unsent import Unsent
from services.outbox.means import Means, documents_in
from services.outbox.ports import Delivery, OnProgress, Sender
from services.outbox.states import ArchivedTrouble, lost, sending_of
from services.unsent import UNSENT, restore
from services.unsent import reply_id as unsent_id
from services.vault.interface import Head, RecordStore
from services.waiting import run_to_end

REPLY = "reply"
"""The kind of these records."""

NOTED = "noted"
"""Key in the head: the person knows that it was not accepted, and need not be told again."""


class ReplyRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def send(self, case_id: str, ask_id: str, papers: list[AttachedPaper], note: str | None = None) -> Reply:
        """Keep a reply, to be sent; it is no longer being written.

        A reply to the same ask that was not sent yet is replaced.

        An ask takes one reply: when one is on its way or sent, that one is given back and nothing changes.
        """
        reply = Reply(
            uuid7(self._clock), case_id, ask_id, papers, rfc3339(self._clock.now()), note and lines(note)
        )
        with self._store.transaction() as tx:
            for earlier in self.of_case(case_id):
                if earlier.ask_id != ask_id:
                    continue
                if _is_replaceable(earlier.sending):
                    tx.delete(REPLY, earlier.sending.id)
                elif (kept := self.get(earlier.sending.id)) is not None:
                    return kept
            head = {"case_id": case_id, "ask_id": ask_id}
            tx.put(REPLY, reply.id, {"reply": codec.unstructure(reply)}, head=head, state=SendState.WAITING)
            tx.delete(UNSENT, unsent_id(ask_id))
        return reply

    def get(self, reply_id: str) -> Reply | None:
        body = self._store.get(REPLY, reply_id)
        return None if body is None else codec.structure(body["reply"], Reply)

    def reopen(self, reply_id: str) -> Reply:
        """Turn a refused reply back into an unsent one, in one transaction.

        Raises `NotReopenableError` in any other state.
        """
        with self._store.transaction() as tx:
            reply = self.get(reply_id)
            head = self._store.head(REPLY, reply_id)
            if reply is None or head is None or not _state(head).is_refused:
                raise NotReopenableError
            documents = [paper.document_id for paper in reply.papers]
            restore(self._store, tx, Unsent(unsent_id(reply.ask_id), reply.note or "", documents))
            tx.delete(REPLY, reply_id)
        return reply

    def note_refusal(self, reply_id: str) -> Change:
        """Note that the person has seen the refusal; their words stay."""
        with self._store.transaction() as tx:
            head = self._store.head(REPLY, reply_id)
            body = self._store.get(REPLY, reply_id)
            if head is None or body is None:
                return Change()
            tx.put(REPLY, reply_id, body, head={**head.head, NOTED: True})
        return Change.of((REPLY, reply_id))

    def states(self) -> list[ReplyState]:
        """Return the state of each reply, regardless of its case: see `ReplyState.within`."""
        return _states(self._store.heads(REPLY))

    def of_case(self, case_id: str) -> list[ReplyState]:
        """Return the states of the replies of one case."""
        return _states(self._store.children(REPLY, case_id))

    def open(self, state: ReplyState) -> OpenReply:
        """Return a reply with the person's words, where the record opens."""
        try:
            reply = self.get(state.sending.id)
        except DamagedRecordError:
            reply = None
        return OpenReply(state) if reply is None else OpenReply(state, reply.note or "", len(reply.papers))

    def delivered(self, reply: Reply, received_at: str) -> Delivery:
        """Return what the record becomes once the ministry has the reply."""
        head = {"case_id": reply.case_id, "ask_id": reply.ask_id, "received_at": received_at}
        return Delivery({"reply": codec.unstructure(reply)}, head)


def _states(heads: Iterable[Head]) -> list[ReplyState]:
    return [_state(head) for head in heads]


def _state(head: Head) -> ReplyState:
    told = head.head
    sending = sending_of(head) or lost(head)
    return ReplyState(told["case_id"], told["ask_id"], sending, bool(told.get(NOTED)))


def _is_replaceable(sending: Sending) -> bool:
    # Refused, or never attempted: the ministry does not have it.
    if sending.state is SendState.NEEDS_ATTENTION:
        return True
    return not sending.attempts and sending.state is not SendState.SENT


@dataclass(frozen=True)
class _ArchivedBody:
    reply: Reply


@dataclass(frozen=True)
class _ArchivedHead:
    case_id: str
    ask_id: str
    received_at: str | None = None
    noted: bool = False
    troubles: list[ArchivedTrouble] = field(default_factory=list)


def _sender(means: Means) -> Sender:
    """Make the sender of replies: their papers first."""
    replies = ReplyRepository(means.store, means.clock)
    cases = CaseRepository(means.store, MessageRepository(means.store, means.clock))

    async def send(record_id: str, on_progress: OnProgress) -> Delivery:
        reply = await run_to_end(replies.get, record_id)
        if reply is None:
            raise DamagedRecordError(REPLY, record_id)
        waiting = ReplyState(reply.case_id, reply.ask_id, Sending(REPLY, reply.id, SendState.WAITING))
        if waiting.within(await run_to_end(cases.get, reply.case_id)).is_refused:
            # Known before: no paper is sent over a network that costs, to be refused.
            raise RefusedError(ProblemType.CASE_DECIDED, 409)
        put = partial(means.ministry.send_reply, reply)
        received_at = await means.papers.send_with(reply.papers, put, on_progress)
        return replies.delivered(reply, received_at)

    return send


REPLY_KIND = Kind(
    REPLY,
    Archived(_ArchivedBody, lambda body: str(body.reply.id), _ArchivedHead),
    papers=lambda body: documents_in(body["reply"]),
    sent_papers=lambda body: documents_in(body["reply"]),
    parent=lambda head: head.get("case_id"),
    sender=_sender,
    is_sent=True,
    concerns="requests",
)
