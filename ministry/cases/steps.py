"""The steps that a case can take, each within the caller's transaction, which holds the row of the case.

Nothing here looks at who may; that is for the callers: routes for the person, the desk for the agency.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, get_args

from sqlalchemy import select

from ministry.cases.tables import Ask, Case, CaseEvent, Message
from ministry.clock import CONTRACT_UNIT
from ministry.contract.answers import CaseState, Outcome
from ministry.database import Session
from ministry.ids import new_id

RECEIVED: Final = "received"
IN_REVIEW: Final = "in_review"
WAITING: Final = "waiting_for_person"
DECIDED: Final = "decided"
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


def move(session: Session, case: Case, state: CaseState, kind: str, now: datetime) -> None:
    """Into a state, with an event on the timeline."""
    if case.state != state:
        case.state, case.state_since = state, now
    note(session, case, kind, now)


def note(session: Session, case: Case, kind: str, now: datetime) -> None:
    """Add an event to the timeline, the state unchanged."""
    touch(case, now)
    session.add(CaseEvent(id=new_id(now), case_id=case.id, at=now, kind=kind))


def touch(case: Case, now: datetime) -> None:
    """Move the time of change on, by the contract's unit at least.

    Devices compare it in that unit.
    """
    case.updated_at = max(now, case.updated_at + CONTRACT_UNIT)


def say(session: Session, case: Case, message: Message, now: datetime) -> None:
    """Add a message of either side."""
    session.add(message)
    note(session, case, "message", now)


async def answer_ask(session: Session, case: Case, ask: Ask, now: datetime) -> None:
    """Note the reply to an ask; the last one resumes the review."""
    ask.answered_at = now
    await session.flush()
    open_asks = select(Ask.id).where(Ask.case_id == case.id, Ask.answered_at.is_(None))
    waiting = await session.scalar(open_asks.limit(1))
    move(session, case, IN_REVIEW if waiting is None else case.state, "paper_received", now)
