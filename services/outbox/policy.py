"""What becomes of a record after an attempt failed, and when it is tried again."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from services.errors import (
    AuthenticationError,
    ConnectivityError,
    DamagedRecordError,
    DocumentError,
    ProtocolError,
    QaribError,
    RefusedError,
    ServerError,
    StorageFullError,
    VaultError,
)
from services.models.contract import FieldError, ProblemType
from services.models.outbox import SendState

log = logging.getLogger(__name__)

Rng: TypeAlias = Callable[[], float]
"""A number from 0 to 1, 1 excluded, like `random.random`."""

FIRST_DELAY = 0.5
LONGEST_DELAY = 300.0
"""Seconds. Between them the delay doubles with every attempt."""

LONGEST_RETRY_AFTER = 3600.0
"""Seconds. A ministry that asks for more is asked again after this long: a typo puts nobody off for days."""

PASSING_REFUSALS = frozenset({ProblemType.UPLOAD_LOCKED, ProblemType.UPLOAD_OFFSET})
"""Refusals that are over by themselves: another connection still held the upload."""

UNEXPECTED = "unexpected"
"""Problem of a record whose attempt met a fault in this program."""

STORAGE_FULL = "storage-full"
"""Problem of a record for which the disk has no room."""

DAMAGED = "damaged-record"
"""Problem of a record, or of a document of it, that does not open any more."""

DEVICE = "device-trouble"
"""Problem of a record that the device cannot read or write at present."""

DATA_SAVING = "data-saving"
"""Problem of a record that is held because data is to be saved, until the person says that it goes."""

FROM_ARCHIVE = "from-archive"
"""Problem of a record that came with an archive unsent, and is held until the person says that it goes."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state that a failed attempt leaves behind."""

    state: SendState
    problem: str
    errors: list[FieldError] = field(default_factory=list)
    retry_after: float | None = None
    """Seconds that the ministry asked to be left alone."""


def judge(error: QaribError) -> Verdict | None:
    """Return what an error means for its record.

    None for an error that no attempt is known to raise.
    """
    state = SendState.WAITING
    match error:
        case ConnectivityError():
            problem = error.reason
        case ProtocolError():
            problem = "unexpected-answer"
        case ServerError():
            return Verdict(state, error.type, retry_after=error.retry_after)
        case StorageFullError():
            problem = STORAGE_FULL
        case AuthenticationError():
            state, problem = SendState.NEEDS_SIGN_IN, error.type
        case RefusedError():
            passing = error.type in PASSING_REFUSALS
            state = SendState.WAITING if passing else SendState.NEEDS_ATTENTION
            return Verdict(state, error.type, errors=error.errors)
        case DocumentError():
            state, problem = SendState.NEEDS_ATTENTION, f"document-{error.reason.replace('_', '-')}"
        case DamagedRecordError():
            state, problem = SendState.NEEDS_ATTENTION, DAMAGED
        case VaultError():
            problem = DEVICE
        case _:
            return None
    return Verdict(state, problem)


def unexpected(error: Exception) -> Verdict:
    """Log a fault of this program; its record shows it (docs/adr/0007)."""
    # Its text may quote what the person wrote: the app's log keeps the type and the place (app/logs.py).
    log.error("attempt failed unexpectedly", exc_info=error)
    return Verdict(SendState.NEEDS_ATTENTION, UNEXPECTED)


def tells_reach(error: QaribError) -> bool | None:
    """True if an error shows that the ministry can be reached.

    False if it shows the contrary, None if neither.
    """
    if isinstance(error, ConnectivityError | ProtocolError):
        return False
    return True if isinstance(error, ServerError | RefusedError) else None


def delay(verdict: Verdict, attempts: int, rng: Rng) -> float:
    """Return the seconds until the next attempt, after `attempts` of them.

    Exponential with full jitter, so that the devices of a whole town do not come back in step when the network does.
    What the ministry asked with Retry-After (RFC 9110 § 10.2.3) is never shortened by chance.
    """
    ceiling: float = min(LONGEST_DELAY, FIRST_DELAY * 2 ** min(attempts, 20))
    jittered = rng() * ceiling
    if verdict.retry_after is None:
        return jittered
    return min(LONGEST_RETRY_AFTER, max(0.0, verdict.retry_after)) + min(jittered, 1.0)
