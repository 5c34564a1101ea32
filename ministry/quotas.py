"""How often one person may do something within a day.

A plain statement over the audit trail, asked within the transaction that takes the next: two at once cannot
both be the last, and a restart forgets nothing (docs/adr/0073).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Literal, TypeAlias

from sqlalchemy import Integer, bindparam, select

from ministry.audit import DONE, AuditLine
from ministry.database import Base
from ministry.direct import Executes
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

_LINES = Base.metadata.tables[AuditLine.__tablename__]
_NTH = (
    select(_LINES.c.at)
    .where(
        _LINES.c.who == bindparam("person"),
        _LINES.c.operation == bindparam("operation"),
        _LINES.c.outcome == DONE,
    )
    .order_by(_LINES.c.seq.desc())
    .offset(bindparam("before", type_=Integer))
    .limit(1)
)


def hold(
    transaction: Executes, quotas: Quotas | None, person_id: str, operation: Operation, now: datetime
) -> None:
    """Raise `quota-reached` if the person did this as often within a day as they may."""
    if quotas is None:
        return
    asked = {"person": person_id, "operation": operation, "before": getattr(quotas, _PER_DAY[operation]) - 1}
    nth = transaction.execute(_NTH, asked).one_or_none()
    # What is noted in the future was noted by a clock that was wrong.
    if nth is not None and now - _DAY < nth.at <= now:
        raise reached((nth.at + _DAY - now).total_seconds())


def reached(seconds: float) -> Problem:
    """Make the problem that says when to come back."""
    return Problem("quota-reached", headers={"Retry-After": str(min(LONGEST_WAIT, ceil(seconds)))})
