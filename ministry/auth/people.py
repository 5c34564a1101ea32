"""The persons that the fund knows. A real fund has its own register; this is how it is brought in."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from ministry.auth.tables import Person
from ministry.clock import Clock
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


def enrol(session: Session, record: PersonRecord, clock: Clock) -> str:
    """Adds a person, or brings up to date the one with this number. Their id."""
    details: dict[str, Any] = record.model_dump()
    person = session.scalar(select(Person).where(Person.number == record.number))
    if person is None:
        person = Person(id=new_id(clock()), number=record.number, details=details)
        session.add(person)
    else:
        person.details = details
    return person.id
