"""The schema that migrations make is the one that the code speaks; persons are brought in from a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import select, text

from ministry.auth.tables import Person
from ministry.cli import main
from ministry.database import Database
from ministry.metadata import metadata
from ministry.migrations.runner import bring_up_to_date
from tests.contract.conftest import AMINA, BRAHIM
from tests.postgres import written


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path / 'ministry.sqlite3'}")


def test_migrations_make_what_the_code_declares(database: Database) -> None:
    bring_up_to_date(database)
    bring_up_to_date(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    bring_up_to_date(database)
    with pytest.raises(RuntimeError), written(database) as session:  # noqa: PT012
        session.add(Person(id="1", number=AMINA.number, details={}))
        session.flush()
        raise RuntimeError
    with written(database) as session:
        assert session.scalars(select(Person)).all() == []


def test_errors_of_the_database_quote_nothing_personal(database: Database) -> None:
    with pytest.raises(Exception, match="no such table") as error, written(database) as session:
        session.execute(text("SELECT :number FROM nowhere"), {"number": AMINA.number})
    assert AMINA.number not in str(error.value)


def test_people_are_enrolled_and_brought_up_to_date(tmp_path: Path, database: Database) -> None:
    file = tmp_path / "people.json"
    moved = AMINA.model_copy(update={"address": "3 rue neuve"})
    for people in ([AMINA, BRAHIM], [moved]):
        file.write_text(json.dumps([person.model_dump(exclude_none=True) for person in people]))
        assert main(["people", "--data", str(tmp_path), str(file)]) == 0
    with written(database) as session:
        kept = {person.number: person.details["address"] for person in session.scalars(select(Person))}
    assert kept == {AMINA.number: "3 rue neuve", BRAHIM.number: BRAHIM.address}


@pytest.mark.parametrize("content", ["[]x", '[{"number": "1"}]', '{"number": "905412300742"}'])
def test_people_that_are_none_are_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    file = tmp_path / "people.json"
    file.write_text(content)
    assert main(["people", "--data", str(tmp_path), str(file)]) == 1
    said = capsys.readouterr().err
    assert said
    assert AMINA.number not in said
