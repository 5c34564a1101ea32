"""The outbox in the store: a state column on the records themselves, not a second truth.

Every method is one transaction and blocks; the worker calls them off its loop.
"""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from services import codec
from services.errors import DamagedRecordError
from services.models.outbox import Sending, SendState
from services.outbox.policy import DATA_SAVING, FROM_ARCHIVE, Verdict
from services.outbox.ports import Delivery
from services.outbox.states import (
    ACTIVE,
    ANYWAY,
    ASKED_TO_WAIT,
    ERRORS,
    PROBLEM,
    TROUBLES,
    lost,
    noted,
    sending_of,
    troubles_of,
)
from services.vault.interface import Head, RecordStore


class SendQueue:
    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def active(self) -> list[Head]:
        """Return the records that wait or were cut, oldest first.

        Due or not.
        """
        return self._store.due(math.inf, ACTIVE)

    def mark(self, head: Head) -> Sending | None:
        """Mark a record as attempted, before the attempt.

        So a crash never looks like success. None when it is not to be sent any more: it was held or taken back
        since `head` was read.
        """
        marked = head._replace(state=SendState.SENDING, attempts=head.attempts + 1)
        with self._store.transaction() as tx:
            if not self._is_active(head):
                return None
            tx.set_state(head.kind, head.id, SendState.SENDING, attempts=marked.attempts)
        return Sending(
            head.kind, head.id, SendState.SENDING, attempts=marked.attempts, troubles=troubles_of(marked)
        )

    def deliver(self, sending: Sending, delivery: Delivery) -> Sending:
        """Keep the ministry's answer and the state `sent` in one transaction."""
        kind, record_id = sending.kind, sending.id
        with self._store.transaction() as tx:
            before = self._head(kind, record_id)
            troubles = {} if before is None else {k: v for k, v in before.head.items() if k == TROUBLES}
            told = {**delivery.head, **troubles}
            tx.put(kind, record_id, delivery.body, head=told, state=SendState.SENT)
        return replace(sending, state=SendState.SENT, progress=None)

    def settle(
        self, head: Head, sending: Sending, verdict: Verdict, *, at: str, not_before: float
    ) -> Sending:
        """Store why an attempt failed, and when the next may begin.

        `at` is in RFC 3339, `not_before` in seconds since 1970.
        """
        kind, record_id = sending.kind, sending.id
        told = {
            **head.head,
            PROBLEM: verdict.problem,
            ASKED_TO_WAIT: verdict.retry_after is not None,
            TROUBLES: noted(head.head.get(TROUBLES, []), verdict.problem, at, sending.attempts),
        }
        errors = codec.unstructure(verdict.errors)
        with self._store.transaction() as tx:
            body = self._body(kind, record_id)
            # The same trouble again is not written again: a day without network must not wear out the memory.
            if body is not None and (told != head.head or errors != body.get(ERRORS)):
                tx.put(kind, record_id, {**body, ERRORS: errors}, head=told)
            tx.set_state(kind, record_id, verdict.state, attempts=sending.attempts, not_before=not_before)
        settled = Head(kind, record_id, told, verdict.state, sending.attempts, not_before)
        return replace(
            sending,
            state=verdict.state,
            progress=None,
            problem=verdict.problem,
            troubles=troubles_of(settled),
        )

    def hold_back(self, head: Head) -> Sending | None:
        """Hold a record to save data; None as `mark`.

        Until the person says that it goes, or that data is not saved any more.
        """
        told = {**head.head, PROBLEM: DATA_SAVING}
        with self._store.transaction() as tx:
            body = self._body(head.kind, head.id)
            if body is None or not self._is_active(head):
                return None
            tx.put(head.kind, head.id, body, head=told, state=SendState.HELD)
        return sending_of(head._replace(head=told, state=SendState.HELD))

    def let_go(self, kind: str, record_id: str) -> None:
        """Forget why a record was held back.

        What was to save data goes whatever it costs.
        """
        with self._store.transaction() as tx:
            head, body = self._head(kind, record_id), self._body(kind, record_id)
            problem = None if head is None else head.head.get(PROBLEM)
            if head is not None and body is not None and problem in (DATA_SAVING, FROM_ARCHIVE):
                told = {key: value for key, value in head.head.items() if key != PROBLEM}
                anyway = {ANYWAY: True} if problem == DATA_SAVING else {}
                tx.put(kind, record_id, body, head={**told, **anyway})

    def held_for(self, problem: str) -> list[Head]:
        """Return the records held for one problem, oldest first."""
        held = self._store.due(math.inf, (SendState.HELD,))
        return [head for head in held if head.head.get(PROBLEM) == problem]

    def find(self, kind: str, record_id: str) -> Sending | None:
        head = self._head(kind, record_id)
        return None if head is None else self._sending(head)

    def move(self, kind: str, record_id: str, states: Collection[SendState], to: SendState) -> Sending | None:
        """Move a record that is in one of `states`.

        Returns its new state of sending; None when there is no record.
        """
        with self._store.transaction() as tx:
            head = self._head(kind, record_id)
            if head is None or head.state not in states:
                return None if head is None else self._sending(head)
            tx.set_state(kind, record_id, to, not_before=0.0)
        return self.find(kind, record_id)

    def move_all(
        self, state: SendState, to: SendState, *, but: Collection[tuple[str, str]] = ()
    ) -> list[Sending]:
        """Move every record that is in one state, in one transaction.

        `but` stay where they are.
        """
        with self._store.transaction() as tx:
            heads = [head for head in self._store.due(math.inf, (state,)) if key_of(head) not in but]
            for head in heads:
                tx.set_state(head.kind, head.id, to, not_before=0.0)
        moved = [sending_of(Head(h.kind, h.id, h.head, to, h.attempts, 0.0)) for h in heads]
        return [sending for sending in moved if sending is not None]

    def _is_active(self, head: Head) -> bool:
        now = self._head(head.kind, head.id)
        return now is not None and now.state in ACTIVE

    def _sending(self, head: Head) -> Sending | None:
        kind = self._store.kinds.get(head.kind)
        return sending_of(head) or (lost(head) if kind is not None and kind.is_sent else None)

    def _body(self, kind: str, record_id: str) -> dict[str, Any] | None:
        try:
            return self._store.get(kind, record_id)
        except DamagedRecordError:
            return None

    def _head(self, kind: str, record_id: str) -> Head | None:
        try:
            return self._store.head(kind, record_id)
        except DamagedRecordError:
            return None


def key_of(record: Head | Sending) -> tuple[str, str]:
    return record.kind, record.id
