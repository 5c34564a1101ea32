"""The persons that the fund knows. A real fund has its own register; this is how it is brought in."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.sql.dml import ReturningInsert

from ministry.auth.tables import Person
from ministry.clock import Clock
from ministry.database import Session
from ministry.http.bodies import Body
from ministry.ids import new_id
from ministry.text import OneLine


class Name(Body):
    ar: OneLine = Field(min_length=1)
    fr: OneLine = Field(min_length=1)


class PersonRecord(Body):
    """GET /v1/person of the contract."""

    number: str = Field(pattern="^[0-9]{12}$")
    first_name: Name
    last_name: Name
    birth_date: str = Field(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
    gender: Literal["f", "m"]
    phone: str = Field(pattern=r"^\+[1-9][0-9]{6,14}$")
    wilaya: OneLine
    commune: OneLine
    address: OneLine
    nin: str | None = Field(default=None, pattern="^[0-9]{18}$")


def enrolment(record: PersonRecord, at: datetime) -> ReturningInsert[tuple[str]]:
    """Return the statement that adds or updates a person by number.

    It gives their id.
    """
    details: dict[str, Any] = record.model_dump()
    add = insert(Person).values(id=new_id(at), number=record.number, details=details)
    return add.on_conflict_do_update(index_elements=[Person.number], set_={"details": details}).returning(
        Person.id
    )


async def enrol(session: Session, record: PersonRecord, clock: Clock) -> str:
    """Add or update the person with this number; return their id."""
    return str(await session.scalar(enrolment(record, clock())))
