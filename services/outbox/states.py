"""How a record keeps its state of sending: in the state column, and `problem` in its head."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.models.outbox import Sending, SendState, Trouble
from services.outbox.policy import DAMAGED, LONGEST_RETRY_AFTER
from services.vault.interface import Head

ACTIVE = (SendState.WAITING, SendState.SENDING)
"""States that the worker takes. One that says `sending` with nobody sending it was cut by a crash."""

UNDELIVERED = (*ACTIVE, SendState.NEEDS_SIGN_IN, SendState.NEEDS_ATTENTION, SendState.HELD)
"""States of what the ministry does not have, as far as is known here."""

PROBLEM = "problem"
"""Key in the head: the stable name of what went wrong last."""

ERRORS = "errors"
"""Key in the body: the wrong fields that the ministry named."""

ASKED_TO_WAIT = "asked_to_wait"
"""Key in the head: the ministry said when to come back, and a returning network is no reason to be early."""

ANYWAY = "anyway"
"""Key in the head: the person said that it goes although data is to be saved."""

TROUBLES = "troubles"
"""Key in the head: a list of `problem`, `since` and the number of the `attempt` that met it first. How often it was met
follows from the attempts, so that the same trouble again writes nothing here."""

MOST_TROUBLES = 12


@dataclass(frozen=True)
class ArchivedTrouble:
    """One entry under `TROUBLES`."""

    problem: str
    since: str
    attempt: int


def sending_of(head: Head) -> Sending | None:
    """Return a record's state of sending; None for one without.

    Such a record is not to be sent, as a message received; of a kind that is always sent it is `lost`.
    """
    if not head.state:
        return None
    state = SendState(head.state)
    problem = head.head.get(PROBLEM)
    if problem is None and state is SendState.NEEDS_ATTENTION:
        # A record that cannot be opened cannot be given a reason either.
        problem = DAMAGED
    return Sending(
        head.kind, head.id, state, attempts=head.attempts, problem=problem, troubles=troubles_of(head)
    )


def lost(head: Head) -> Sending:
    """Return the state of sending of a record that lost its own.

    That is damage: no code here removes the state of a record that is to be sent. It is never sent by itself, so
    the person has to see it, unless the ministry has confirmed it.
    """
    if head.head.get("receipt") or head.head.get("received_at"):
        return Sending(head.kind, head.id, SendState.SENT, attempts=head.attempts)
    return Sending(head.kind, head.id, SendState.NEEDS_ATTENTION, attempts=head.attempts, problem=DAMAGED)


def noted(troubles: list[dict[str, Any]], problem: str, at: str, attempt: int) -> list[dict[str, Any]]:
    """Return the troubles of a record with one more.

    The same list when it is the same trouble again.
    """
    if troubles and troubles[-1]["problem"] == problem:
        return troubles
    return [*troubles, {"problem": problem, "since": at, "attempt": attempt}][-MOST_TROUBLES:]


def troubles_of(head: Head) -> tuple[Trouble, ...]:
    """Return the troubles that a head notes, each with its count."""
    kept: list[dict[str, Any]] = head.head.get(TROUBLES, [])
    if not kept:
        return ()
    under_way_or_good = head.state in (SendState.SENDING, SendState.SENT)
    ends = [each["attempt"] for each in kept[1:]] + [head.attempts + (not under_way_or_good)]
    return tuple(
        Trouble(each["problem"], each["since"], max(1, end - each["attempt"]))
        for each, end in zip(kept, ends, strict=True)
    )


def is_asked_to_wait(head: Head, now: float) -> bool:
    """True if the ministry asked to wait beyond `now`.

    `now` is in seconds since 1970.
    """
    # A time too far ahead means that the device's clock was set back: then it says nothing.
    farthest = now + LONGEST_RETRY_AFTER + 1
    return bool(head.head.get(ASKED_TO_WAIT)) and now < (head.not_before or 0.0) <= farthest
