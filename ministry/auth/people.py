"""The persons that the fund knows. A real fund has its own register; this is how it is brought in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from ministry.auth.tables import Person
from ministry.clock import Clock
from ministry.contract.records import Person as PersonRecord
from ministry.database import Session
from ministry.ids import new_id


def enrolment(record: PersonRecord, at: datetime) -> ReturningInsert[tuple[str]]:
    """Return the statement that adds or updates a person by number.

    It gives their id.
    """
    details: dict[str, Any] = record.model_dump(exclude_none=True)
    add = insert(Person).values(id=new_id(at), number=record.number, details=details)
    return add.on_conflict_do_update(index_elements=[Person.number], set_={"details": details}).returning(
        Person.id
    )


async def enrol(session: Session, record: PersonRecord, clock: Clock) -> str:
    """Add or update the person with this number; return their id."""
    return str(await session.scalar(enrolment(record, clock())))
