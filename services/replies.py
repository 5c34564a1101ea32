"""The person's replies to what an agency asks for: papers, with a note if they wish."""

from __future__ import annotations

from dataclasses import dataclass

from services import codec
from services.clock import Clock, rfc3339
from services.errors import DamagedRecordError
from services.forms.text import lines
from services.ids import uuid7
from services.models.change import Change
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply, ReplyState
from services.models.request import AttachedPaper
from services.models.unsent import Unsent
from services.outbox.ports import Delivery
from services.outbox.states import NotReopenableError, sending_of
from services.unsent import UNSENT, restore
from services.unsent import reply_id as unsent_id
from services.vault.interface import RecordStore

REPLY = "reply"
"""The kind of these records."""

NOTED = "noted"
"""Key in the head: the person knows that it was not accepted, and need not be told again."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent with PUT /v1/cases/{case_id}/asks/{ask_id}/replies/{id}."""

    id: str
    case_id: str
    ask_id: str
    papers: list[AttachedPaper]
    sent_at: str
    note: str | None = None


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
            for earlier in self.states():
                if (earlier.case_id, earlier.ask_id) != (case_id, ask_id):
                    continue
                if _is_replaceable(earlier.sending):
                    tx.delete(REPLY, earlier.sending.id)
                elif (kept := self.get(earlier.sending.id)) is not None:
                    return kept
            head = {"case_id": case_id, "ask_id": ask_id}
            tx.put(REPLY, reply.id, {"reply": codec.unstructure(reply)}, head=head, state=SendState.WAITING)
            tx.delete(UNSENT, unsent_id(ask_id))
        return reply

    def withdraw(self, reply_id: str) -> None:
        """Throw a reply away. Its documents stay until nothing needs them."""
        with self._store.transaction() as tx:
            tx.delete(REPLY, reply_id)

    def get(self, reply_id: str) -> Reply | None:
        body = self._store.get(REPLY, reply_id)
        return None if body is None else codec.structure(body["reply"], Reply)

    def reopen(self, reply_id: str) -> Reply:
        """Make a reply that was not accepted one that is being written, in one transaction.

        Raises `NotReopenableError` in any other state.
        """
        with self._store.transaction() as tx:
            reply = self.get(reply_id)
            state = next((each for each in self.states() if each.sending.id == reply_id), None)
            if reply is None or state is None or not state.is_refused:
                raise NotReopenableError(reply_id)
            documents = [paper.document_id for paper in reply.papers]
            restore(self._store, tx, Unsent(unsent_id(reply.ask_id), reply.note or "", documents))
            tx.delete(REPLY, reply_id)
        return reply

    def note_refusal(self, reply_id: str) -> Change:
        """Remember that the person knows that it was not accepted. What they wrote stays."""
        with self._store.transaction() as tx:
            head = next((head for head in self._store.heads(REPLY) if head.id == reply_id), None)
            body = self._store.get(REPLY, reply_id)
            if head is None or body is None:
                return Change()
            tx.put(REPLY, reply_id, body, head={**head.head, NOTED: True})
        return Change.of((REPLY, reply_id))

    def states(self) -> list[ReplyState]:
        """Where each reply stands, whatever became of its case meanwhile: see `ReplyState.within`."""
        kept = []
        for head in self._store.heads(REPLY):
            sending = sending_of(head)
            if sending is not None:
                told = head.head
                kept.append(ReplyState(told["case_id"], told["ask_id"], sending, bool(told.get(NOTED))))
        return kept

    def open(self, state: ReplyState) -> OpenReply:
        """A reply with what the person wrote, where that opens."""
        try:
            reply = self.get(state.sending.id)
        except DamagedRecordError:
            reply = None
        return OpenReply(state) if reply is None else OpenReply(state, reply.note or "", len(reply.papers))

    def delivered(self, reply: Reply, received_at: str) -> Delivery:
        """What the record becomes once the ministry has the reply."""
        head = {"case_id": reply.case_id, "ask_id": reply.ask_id, "received_at": received_at}
        return Delivery({"reply": codec.unstructure(reply)}, head)


def _is_replaceable(sending: Sending) -> bool:
    # Refused, or never attempted: the ministry does not have it.
    if sending.state is SendState.NEEDS_ATTENTION:
        return True
    return not sending.attempts and sending.state is not SendState.SENT
