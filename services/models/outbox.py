"""The state of sending of a record."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SendState(StrEnum):
    WAITING = "waiting"
    """Saved on this device, to be sent when there is a network."""
    SENDING = "sending"
    """Marked before the attempt, so that a crash never looks like success."""
    NEEDS_SIGN_IN = "needs_sign_in"
    NEEDS_ATTENTION = "needs_attention"
    """The ministry said no; the record's problem says why. Never blocks another record."""
    HELD = "held"
    """The person asked to wait."""
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sending is, in bytes of papers; the request itself goes last."""

    sent: int
    total: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Attempts in a row that failed for the same reason."""

    problem: str
    """The problem, as in `Sending`."""
    since: str
    """The time when the first of them failed; RFC 3339, UTC, by the device's clock."""
    times: int


@dataclass(frozen=True, slots=True)
class SendingChoice:
    """How a person wants things sent from their profile."""

    save_data: bool = False
    """Large papers wait until the person says so; what is small still goes."""


@dataclass(frozen=True, slots=True)
class Sending:
    """The state of one record on its way, as screens show it."""

    kind: str
    id: str
    state: SendState
    attempts: int = 0
    progress: Progress | None = None
    problem: str | None = None
    """Stable name of the problem, e.g. `form-withdrawn` or `unreachable`; `i18n.problems` has its words."""
    troubles: tuple[Trouble, ...] = ()
    """What went wrong on the way so far, the first first; the last twelve at most."""
