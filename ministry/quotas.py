"""How often one person may do something within a day.

Counted over the audit trail, within the transaction that takes the next, while the person's other transactions wait
their turn: two at once cannot both be the last, and a restart forgets nothing (docs/adr/0027).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from sqlalchemy import BigInteger, Boolean, Text, bindparam, column, func, select

from ministry.clock import SET_BACK
from ministry.database import Moment, Session
from ministry.problems import Problem
from ministry.settings import Quotas

_DAY = timedelta(days=1)
LONGEST_WAIT = 3600
"""Seconds of `Retry-After`: what was sent may be named, or ended, long before its time is over."""

_PER_DAY = {
    "createUpload": "papers_a_day",
    "sendRequest": "requests_a_day",
    "sendMessage": "messages_a_day",
    "refresh": "refreshes_a_day",
}
"""By the operation as the audit trail notes it; a line is written with each that was taken."""
_OTHERS = "records_a_day"
"""Of an operation that has no limit of its own."""


async def hold(
    session: Session, quotas: Quotas | None, person_id: str, operation: str, now: datetime
) -> None:
    """Raise `quota-reached` if the person did this too often today.

    As often within 24 hours as they may. From here to its end the transaction is the person's only one that counts.
    """
    nth = await session.scalar(_USED_AT, quota(quotas, person_id, operation, now))
    if nth is not None:
        raise used_up(nth, now)


HOLDING = func.what_holds(
    *(bindparam(name, type_=Text) for name in ("quota_turn", "quota_person", "quota_did")),
    *(bindparam(name, type_=Moment) for name in ("quota_since", "quota_until")),
    bindparam("quota_allowed", type_=BigInteger),
    bindparam("sign_in", type_=Text),
).table_valued(
    column("is_signed_in", Boolean),
    column("used_at", Moment),
    column("published", BigInteger),
    column("withdrawn", BigInteger),
)
"""What holds once the person's other transactions are over, for statements with the parameters of `quota`.

`used_at` is when the last was done that was allowed, None if one more is. A sign-in that has not ended lasts until
this transaction is over.
"""
_USED_AT = select(HOLDING.c.used_at)


def quota(
    quotas: Quotas | None, person_id: str, operation: str, now: datetime, sign_in_id: str | None = None
) -> dict[str, Any]:
    """Return the parameters of HOLDING; without quotas nothing is found."""
    return {
        "quota_turn": turn_of(person_id),
        "quota_person": person_id,
        "quota_did": operation,
        "quota_since": now - _DAY if quotas else now,
        # What is noted in the future was noted by a clock that was wrong, or by one a little ahead of this.
        "quota_until": now + SET_BACK if quotas else now,
        "quota_allowed": getattr(quotas, _PER_DAY.get(operation, _OTHERS)) if quotas else 1,
        "sign_in": sign_in_id,
    }


def turn_of(person_id: str) -> str:
    """Return the turn in which what a person did is counted."""
    return f"person:{person_id}"


def used_up(nth: datetime, now: datetime) -> Problem:
    """Return the problem of a quota used up since `nth`."""
    return reached((nth + _DAY - now).total_seconds())


def reached(seconds: float) -> Problem:
    """Make the problem that says when to come back."""
    return Problem("quota-reached", headers={"Retry-After": str(min(LONGEST_WAIT, ceil(seconds)))})
