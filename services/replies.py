"""The person's replies to what an agency asks for: papers, with a note if they wish."""

from __future__ import annotations

from dataclasses import dataclass

from services import codec
from services.clock import Clock, rfc3339
from services.forms.text import lines
from services.ids import uuid7
from services.models.outbox import Sending, SendState
from services.models.request import AttachedPaper
from services.outbox.ports import Delivery
from services.outbox.states import sending_of
from services.unsent import UNSENT
from services.unsent import reply_id as unsent_id
from services.vault.interface import RecordStore

REPLY = "reply"
"""The kind of these records."""


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
            for earlier in self._for_case(case_id):
                if earlier.ask_id != ask_id:
                    continue
                if earlier.replaceable:
                    tx.delete(REPLY, earlier.id)
                elif (kept := self.get(earlier.id)) is not None:
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

    def sendings(self, case_id: str) -> dict[str, Sending]:
        """Where the replies of a case stand, by the id of the ask."""
        return {kept.ask_id: kept.sending for kept in self._for_case(case_id)}

    def delivered(self, reply: Reply, received_at: str) -> Delivery:
        """What the record becomes once the ministry has the reply."""
        head = {"case_id": reply.case_id, "ask_id": reply.ask_id, "received_at": received_at}
        return Delivery({"reply": codec.unstructure(reply)}, head)

    def _for_case(self, case_id: str) -> list[_KeptReply]:
        kept = []
        for head in self._store.heads(REPLY):
            sending = sending_of(head)
            if head.head["case_id"] == case_id and sending is not None:
                kept.append(_KeptReply(head.id, head.head["ask_id"], sending))
        return kept


@dataclass(frozen=True, slots=True)
class _KeptReply:
    id: str
    ask_id: str
    sending: Sending

    @property
    def replaceable(self) -> bool:
        # Refused, or never attempted: the ministry does not have it.
        if self.sending.state is SendState.NEEDS_ATTENTION:
            return True
        return not self.sending.attempts and self.sending.state is not SendState.SENT
