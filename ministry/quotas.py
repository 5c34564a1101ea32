"""How often one person may do something within a day.

Counted over the audit trail, within the transaction that takes the next, while the person's other transactions wait
their turn: two at once cannot both be the last, and a restart forgets nothing (docs/adr/0027).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Literal, TypeAlias

from sqlalchemy import select

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
    """Raise `quota-reached` if the person did this too often today.

    As often within 24 hours as they may. From here to its end the transaction is the person's only one that counts.
    """
    await take_turns(session, f"person:{person_id}")
    if quotas is None:
        return
    nth = await session.scalar(
        select(AuditLine.at)
        .where(
            AuditLine.who == person_id,
            AuditLine.operation == operation,
            AuditLine.outcome == DONE,
            # What is noted in the future was noted by a clock that was wrong, or by one a little ahead of this.
            AuditLine.at > now - _DAY,
            AuditLine.at <= now + SET_BACK,
        )
        .order_by(AuditLine.at.desc())
        .offset(getattr(quotas, _PER_DAY[operation]) - 1)
        .limit(1)
    )
    if nth is not None:
        raise reached((nth + _DAY - now).total_seconds())


def reached(seconds: float) -> Problem:
    """Make the problem that says when to come back."""
    return Problem("quota-reached", headers={"Retry-After": str(min(LONGEST_WAIT, ceil(seconds)))})
