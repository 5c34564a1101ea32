"""The messages of a case, both ways: the person's own wait to be sent like a request does."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from operator import itemgetter

from services import codec
from services.clock import Clock, rfc3339
from services.errors import DamagedRecordError, NotReopenableError
from services.forms.text import lines
from services.ids import uuid7
from services.kinds import Archived, Kind
from services.models.case import PERSON, Message
from services.models.change import Change
from services.models.outbox import Sending, SendState
from services.models.unsent import Unsent
from services.outbox.means import Means
from services.outbox.policy import DAMAGED
from services.outbox.ports import Delivery, OnProgress, Sender
from services.outbox.states import UNDELIVERED, ArchivedTrouble, lost, sending_of
from services.unsent import UNSENT, restore
from services.unsent import message_id as unsent_id
from services.vault.interface import Body, Head, RecordStore, Transaction
from services.waiting import run_to_end

MESSAGE = "message"
"""The kind of these records."""


@dataclass(frozen=True, slots=True)
class KeptMessage:
    """A message and, for one of the person's own, its state of sending; None for one received."""

    message: Message
    sending: Sending | None


class MessageRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def send(self, case_id: str, text: str, language: str) -> Message:
        """Keep a message of the person, to be sent.

        It is no longer being written.
        """
        sent_at = rfc3339(self._clock.now())
        message = Message(uuid7(self._clock), case_id, PERSON, sent_at, lines(text), language)
        with self._store.transaction() as tx:
            _put(tx, message, SendState.WAITING, read=True)
            tx.delete(UNSENT, unsent_id(case_id))
        return message

    def reopen(self, message_id: str) -> Message:
        """Turn a refused message back into one being written.

        In one transaction. It is put before what is being written already. Raises `NotReopenableError` in any other
        state.
        """
        with self._store.transaction() as tx:
            message = self.get(message_id)
            head = self._store.head(MESSAGE, message_id)
            sending = _sending(head, message) if head and message else None
            if message is None or sending is None or sending.state is not SendState.NEEDS_ATTENTION:
                raise NotReopenableError
            restore(self._store, tx, Unsent(unsent_id(message.case_id), message.text))
            tx.delete(MESSAGE, message_id)
        return message

    def get(self, message_id: str) -> Message | None:
        body = self._store.get(MESSAGE, message_id)
        return None if body is None else codec.structure(body["message"], Message)

    def thread(self, case_id: str) -> list[KeptMessage]:
        """Return the messages of a case, oldest first.

        Without those that do not open, like `RecordStore.heads`.
        """
        heads = self._store.children(MESSAGE, case_id)
        kept = [each for head in heads if (each := self._kept(head)) is not None]
        return sorted(kept, key=lambda each: (each.message.sent_at, each.message.id))

    def receive(self, messages: list[Message]) -> Change:
        """Keep what the ministry has. Gives what was new or different here.

        A message of the person that still waits here is left to the outbox, which learns of its arrival by
        sending it again.
        """
        changed = []
        with self._store.transaction() as tx:
            for message in messages:
                known = self._head(message.id)
                state = known.state if known else None
                own = message.sender == PERSON
                waits = state not in (None, SendState.SENT)
                is_lost = own and state is None
                if waits or (known and not is_lost and self.kept(message.id) == message):
                    continue
                _put(tx, message, SendState.SENT if own else None, read=own)
                changed.append((MESSAGE, message.id))
        return Change.of(*changed)

    def unread(self, case_id: str) -> int:
        """Count the agency's messages that were not read on this device."""
        return len(self._unread(case_id))

    def unread_by_case(self) -> Counter[str]:
        """Count the unread messages of every case, in one pass."""
        heads = (head for _, head in self._store.listing(MESSAGE))
        return Counter(head["case_id"] for head in heads if not head["read"])

    def newest_by_case(self) -> dict[str, str]:
        """Return the newest message's id of every case."""
        # Ids begin with the time at which they were made (RFC 9562, section 5.7).
        return {head["case_id"]: id_ for id_, head in sorted(self._store.listing(MESSAGE), key=itemgetter(0))}

    def undelivered(self) -> dict[str, list[Sending]]:
        """Return the person's messages not yet at the ministry, by case.

        Without those that do not open: nobody could do anything about them.
        """
        found: dict[str, list[Sending]] = {}
        for head in self._store.due(math.inf, UNDELIVERED):
            sending = sending_of(head)
            if head.kind == MESSAGE and sending is not None and sending.problem != DAMAGED:
                found.setdefault(head.head["case_id"], []).append(sending)
        return found

    def mark_read(self, case_id: str) -> Change:
        """Remember that the person has seen the messages of a case."""
        with self._store.transaction() as tx:
            unread = self._unread(case_id)
            for head in unread:
                body = self._store.get(MESSAGE, head.id)
                if body is not None:
                    tx.put(MESSAGE, head.id, body, head={**head.head, "read": True})
        return Change.of(*((MESSAGE, head.id) for head in unread))

    def delivered(self, message: Message) -> Delivery:
        """Return the record's content once the ministry has the message."""
        return Delivery({"message": codec.unstructure(message)}, _head(message, read=True))

    def _unread(self, case_id: str) -> list[Head]:
        return [head for head in self._store.children(MESSAGE, case_id) if not head.head["read"]]

    def _head(self, message_id: str) -> Head | None:
        try:
            return self._store.head(MESSAGE, message_id)
        except DamagedRecordError:
            return None

    def _kept(self, head: Head) -> KeptMessage | None:
        message = self.kept(head.id)
        return None if message is None else KeptMessage(message, _sending(head, message))

    def kept(self, message_id: str) -> Message | None:
        """Return a message; None where it is not here or damaged."""
        try:
            return self.get(message_id)
        except DamagedRecordError:
            # One that was received comes again with the next look at its case.
            return None


def _sending(head: Head, message: Message) -> Sending | None:
    return sending_of(head) or (lost(head) if message.sender == PERSON else None)


def _put(tx: Transaction, message: Message, state: SendState | None, *, read: bool) -> None:
    body = {"message": codec.unstructure(message)}
    tx.put(MESSAGE, message.id, body, head=_head(message, read=read), state=state)


def _head(message: Message, *, read: bool) -> Body:
    return {"case_id": message.case_id, "read": read}


@dataclass(frozen=True)
class _ArchivedBody:
    message: Message


@dataclass(frozen=True)
class _ArchivedHead:
    case_id: str
    read: bool
    troubles: list[ArchivedTrouble] = field(default_factory=list)


def _sender(means: Means) -> Sender:
    messages = MessageRepository(means.store, means.clock)

    async def send(record_id: str, _: OnProgress) -> Delivery:
        message = await run_to_end(messages.get, record_id)
        if message is None:
            raise DamagedRecordError(MESSAGE, record_id)
        return messages.delivered(await means.ministry.send_message(message))

    return send


MESSAGE_KIND = Kind(
    MESSAGE,
    Archived(_ArchivedBody, lambda body: str(body.message.id), _ArchivedHead),
    parent=lambda head: head.get("case_id"),
    sender=_sender,
    concerns="cases",
)
