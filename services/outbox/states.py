"""How the state of sending stands in a record: the state column, and `problem` in its head."""

from __future__ import annotations

from services.models.outbox import Sending, SendState
from services.outbox.policy import DAMAGED, LONGEST_RETRY_AFTER
from services.vault.interface import Head

ACTIVE = (SendState.WAITING, SendState.SENDING)
"""States that the worker takes. One that says `sending` with nobody sending it was cut by a crash."""

PROBLEM = "problem"
"""Key in the head: the stable name of what went wrong last."""

ERRORS = "errors"
"""Key in the body: the wrong fields that the ministry named."""

ASKED_TO_WAIT = "asked_to_wait"
"""Key in the head: the ministry said when to come back, and a returning network is no reason to be early."""


def sending_of(head: Head) -> Sending | None:
    """Where a record stands on its way; None for one that is not to be sent, such as a message received."""
    if not head.state:
        return None
    state = SendState(head.state)
    problem = head.head.get(PROBLEM)
    if problem is None and state is SendState.NEEDS_ATTENTION:
        # A record that cannot be opened cannot be given a reason either.
        problem = DAMAGED
    return Sending(head.kind, head.id, state, attempts=head.attempts, problem=problem)


def is_asked_to_wait(head: Head, now: float) -> bool:
    """Whether the ministry itself said to come back later than `now` (seconds since 1970)."""
    # A time too far ahead means that the device's clock was set back: then it says nothing.
    farthest = now + LONGEST_RETRY_AFTER + 1
    return bool(head.head.get(ASKED_TO_WAIT)) and now < (head.not_before or 0.0) <= farthest
