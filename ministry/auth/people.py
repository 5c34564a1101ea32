"""The persons that the fund knows. A real fund has its own register; this is how it is brought in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Insert, literal
from sqlalchemy.dialects.postgresql import JSONB, insert

from ministry.audit import CLERK, line
from ministry.auth.tables import Person
from ministry.contract.records import Person as PersonRecord
from ministry.ids import new_id


def enrolment(record: PersonRecord, at: datetime, who: str = CLERK) -> Insert:
    """Return the statement that adds or updates a person by number.

    It adds a line of the audit trail, unless it changes nothing.
    """
    details: dict[str, Any] = record.model_dump(exclude_none=True)
    add = insert(Person).values(id=new_id(at), number=record.number, details=details)
    changed = (
        add.on_conflict_do_update(
            index_elements=[Person.number],
            set_={"details": add.excluded.details},
            where=Person.details.cast(JSONB) != add.excluded.details.cast(JSONB),
        )
        .returning(Person.id)
        .cte("changed")
    )
    return line(literal(at), literal(who), "agent.enrol", changed.c.id, changed)
