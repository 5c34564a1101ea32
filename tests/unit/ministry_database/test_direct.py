"""Statements on the driver itself mean what they mean to SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from ministry.auth.tables import Person, SignIn
from ministry.database import Base, Database
from ministry.metadata import metadata

PERSON, SIGN_IN = (Base.metadata.tables[each.__tablename__] for each in (Person, SignIn))
NOW = datetime(2026, 11, 21, 18, 0, 0, 250_000, tzinfo=UTC)
BY_ID = select(SignIn.id, SignIn.opened_at, SignIn.revoked_at).where(SignIn.id == bindparam("id"))
OPENED = {"id": "s", "person_id": "p", "opened_at": NOW, "revoked_at": None, "address_digest": b"\0\xff"}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'ministry.sqlite3'}")
    metadata.create_all(opened.engine)
    yield opened
    opened.close()


def test_what_is_written_is_read_by_a_session_and_the_other_way_round(database: Database) -> None:
    with database.look() as direct:
        direct.execute(insert(PERSON), {"id": "p", "number": "1", "details": {"name": "أمينة"}})
        direct.execute(insert(SIGN_IN), OPENED)
        found = direct.execute(BY_ID, {"id": "s"}).one_or_none()
    assert (found.id, found.opened_at, found.revoked_at) == ("s", NOW, None)
    with database.write() as session:
        kept = session.get_one(SignIn, "s")
        assert (kept.opened_at, kept.address_digest) == (NOW, b"\0\xff")
        assert session.get_one(Person, "p").details == {"name": "أمينة"}
        kept.revoked_at = NOW
    with database.look() as direct:
        assert direct.execute(BY_ID, {"id": "s"}).one().revoked_at == NOW
        assert direct.execute(BY_ID, {"id": "another"}).one_or_none() is None


def test_a_value_may_stand_in_the_statement(database: Database) -> None:
    revoke = update(SIGN_IN).where(SIGN_IN.c.id == bindparam("sign_in")).values(revoked_at=NOW)
    with database.look() as direct:
        direct.execute(insert(PERSON), {"id": "p", "number": "1", "details": {}})
        direct.execute(insert(SIGN_IN), OPENED)
        direct.execute(revoke, {"sign_in": "s"})
        assert direct.execute(BY_ID, {"id": "s"}).one().revoked_at == NOW
        direct.execute(delete(SIGN_IN).where(SIGN_IN.c.revoked_at.is_not(None)))
        assert direct.execute(BY_ID, {"id": "s"}) == []


def test_errors_are_sqlalchemys_and_quote_nothing_personal(database: Database) -> None:
    person = {"id": "p", "number": "905412300742", "details": {}}
    with database.look() as direct:
        direct.execute(insert(PERSON), person)
        with pytest.raises(IntegrityError) as twice:
            direct.execute(insert(PERSON), person)
        with pytest.raises(OperationalError, match="no such table"):
            direct.say("DELETE FROM nowhere")
    assert person["number"] not in str(twice.value)


def test_a_moment_without_its_zone_is_refused(database: Database) -> None:
    with database.look() as direct, pytest.raises(ValueError, match="zone"):
        direct.execute(insert(SIGN_IN), {**OPENED, "opened_at": NOW.replace(tzinfo=None)})


def test_a_look_holds_on_to_no_snapshot(database: Database) -> None:
    """Or the write-ahead log could never be emptied."""
    with database.look() as direct:
        direct.execute(BY_ID, {"id": "s"})
        with database.write() as session:
            session.add(Person(id="p", number="1", details={}))
        assert direct.execute(select(Person.id)).one().id == "p"
        with database.engine.connect() as other:
            busy, _, _ = other.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    assert busy == 0
