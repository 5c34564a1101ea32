"""How often one person may do something within a day.

Counted over the audit trail, within the transaction that takes the next, while the person's other transactions wait
their turn: two at once cannot both be the last, and a restart forgets nothing (docs/adr/0027).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any, Literal, TypeAlias

from sqlalchemy import BigInteger, Select, bindparam, literal, select

from ministry.audit import DONE, AuditLine
from ministry.clock import SET_BACK
from ministry.database import Session, take_turns
from ministry.problems import Problem
from ministry.settings import Quotas

_DAY = timedelta(days=1)
LONGEST_WAIT = 3600
"""Seconds of `Retry-After`: what was sent may be named, or ended, long before its time is over."""

Operation: TypeAlias = Literal["createUpload", "sendRequest", "sendMessage", "refresh"]
"""As the audit trail notes it; a line is written with each that was taken."""
_PER_DAY: dict[Operation, str] = {
    "createUpload": "papers_a_day",
    "sendRequest": "requests_a_day",
    "sendMessage": "messages_a_day",
    "refresh": "refreshes_a_day",
}


async def hold(
    session: Session, quotas: Quotas | None, person_id: str, operation: Operation, now: datetime
) -> None:
    """Raise `quota-reached` if the person did this as often within a day as they may.

    From here to its end the transaction is the person's only one that counts.
    """
    await take_turns(session, turn_of(person_id))
    if quotas is None:
        return
    nth = await session.scalar(last_of(person_id, operation), quota_window(quotas, operation, now))
    if nth is not None:
        raise used_up(nth, now)


def turn_of(person_id: str) -> str:
    """The turn that a transaction takes before it counts what the person did."""
    return f"person:{person_id}"


def last_of(person_id: Any, operation: Operation) -> Select[datetime]:
    """The look-up of when the last that is allowed was done; its parameters are those of `quota_window`."""
    return (
        select(AuditLine.at)
        .where(
            AuditLine.who == person_id,
            AuditLine.operation == literal(operation),
            AuditLine.outcome == literal(DONE),
            # What is noted in the future was noted by a clock that was wrong, or by one a little ahead of this.
            AuditLine.at > bindparam("quota_since"),
            AuditLine.at <= bindparam("quota_until"),
        )
        .order_by(AuditLine.at.desc())
        .offset(bindparam("quota_before", type_=BigInteger))
        .limit(literal(1))
    )


def quota_window(quotas: Quotas | None, operation: Operation, now: datetime) -> dict[str, Any]:
    """Parameters of `last_of`; without quotas nothing is found."""
    if quotas is None:
        return {"quota_since": now, "quota_until": now - _DAY, "quota_before": 0}
    before = getattr(quotas, _PER_DAY[operation]) - 1
    return {"quota_since": now - _DAY, "quota_until": now + SET_BACK, "quota_before": before}


def used_up(nth: datetime, now: datetime) -> Problem:
    """Make the problem of what was done as often as allowed since `nth`."""
    return reached((nth + _DAY - now).total_seconds())


def reached(seconds: float) -> Problem:
    """Make the problem that says when to come back."""
    return Problem("quota-reached", headers={"Retry-After": str(min(LONGEST_WAIT, ceil(seconds)))})
