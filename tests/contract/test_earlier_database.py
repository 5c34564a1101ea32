"""The database of the released version, which was SQLite, is carried over whole, once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select

from ministry.audit import AuditLine
from ministry.auth.tables import Person
from ministry.cases.tables import Case, Message
from ministry.cli import main
from ministry.earlier_database import FORMER
from ministry.metadata import metadata
from ministry.requests.tables import Request
from ministry.server import open_ministry
from ministry.settings import Settings
from tests.blocking import BlockingMinistry
from tests.contract.conftest import AMINA, CATALOGUE
from tests.postgres import database_of, written

NOT_OF_IT = {"sqlite_sequence", "alembic_version"}
NOW = {former: name for name, former in FORMER.items()}
RELEASED = Path(__file__).parent / "released" / "ministry-0003.sql"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder of a released version's ministry, with its log unmerged."""
    folder = tmp_path / "ministry"
    folder.mkdir(mode=0o700)
    with closing(sqlite3.connect(folder / "ministry.sqlite3")) as earlier:
        earlier.executescript(RELEASED.read_text(encoding="utf-8"))
    return folder


def carry(data: Path) -> int:
    return main(["carry-over", "--data", str(data), "--database", database_of(data)])


def test_every_row_is_carried_over(data: Path) -> None:
    with closing(sqlite3.connect(data / "ministry.sqlite3")) as earlier:
        tables = earlier.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        before = {
            NOW.get(name, name): earlier.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]
            for (name,) in tables
            if name not in NOT_OF_IT
        }
    assert carry(data) == 0
    with written(database_of(data)) as session:
        after = {
            name: session.scalar(select(func.count()).select_from(metadata.tables[name])) for name in before
        }
        assert after == {**before, "audit": before["audit"] + 1}
        told = session.scalars(select(AuditLine).order_by(AuditLine.seq.desc()).limit(1)).one()
        assert (told.operation, told.outcome) == ("agent.carry-over", "done")
        assert (
            session.scalars(select(Person.details).where(Person.number == AMINA.number)).one()["phone"]
            == AMINA.phone
        )
        decided = session.scalars(select(Case).where(Case.state == "decided")).one()
        assert decided.updated_at == datetime(2026, 11, 21, 20, 0, tzinfo=UTC)
        assert "Merci.\nÀ demain" in session.scalars(select(Message.text)).all()
    assert [path.name for path in data.glob("ministry.sqlite3*")] == ["ministry.sqlite3.carried-over"]


def test_work_goes_on_where_it_stood(data: Path) -> None:
    assert carry(data) == 0
    ministry = BlockingMinistry(open_ministry(Settings(data, database_of(data)), catalogue=CATALOGUE))
    waiting = ministry.desk.waiting()
    assert [case.service_id for case in waiting] == ["affiliation_certificate"]
    ministry.desk.message(waiting[0].case_id, "Nous lisons votre demande.")
    with written(database_of(data)) as session:
        last = session.scalars(select(Message).order_by(Message.seq.desc()).limit(1)).one()
        assert last.text == "Nous lisons votre demande."
    ministry.close()


def test_a_start_does_not_begin_anew_beside_it(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["agent", "--data", str(data), "--database", database_of(data), "list"]) == 1
    assert f"python -m ministry carry-over --data {data}" in capsys.readouterr().err
    with written(database_of(data)) as session:
        assert session.scalars(select(Request)).all() == []


def test_it_is_carried_over_once(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert carry(data) == 0
    capsys.readouterr()
    assert carry(data) == 0
    assert "It is carried over already" in capsys.readouterr().out
    aside = data / "ministry.sqlite3.carried-over"
    with closing(sqlite3.connect(aside)) as earlier, earlier:
        earlier.execute("UPDATE message SET text = 'Plus tard'")
    aside.rename(data / "ministry.sqlite3")
    assert carry(data) == 1
    assert "something is in the new database already" in capsys.readouterr().err
    assert (data / "ministry.sqlite3").exists()
    (data / "ministry.sqlite3").unlink()
    assert carry(data) == 1
    assert "There is no" in capsys.readouterr().err


def test_a_sign_that_postgresql_does_not_take_costs_nothing_else(data: Path) -> None:
    with closing(sqlite3.connect(data / "ministry.sqlite3")) as earlier, earlier:
        earlier.execute("UPDATE message SET text = 'Bon' || char(0) || 'jour' WHERE seq = 1")
    assert carry(data) == 0
    with written(database_of(data)) as session:
        assert session.scalar(select(Message.text).where(Message.seq == 1)) == "Bon\ufffdjour"


def test_a_version_before_quotas_is_carried_over(data: Path) -> None:
    with closing(sqlite3.connect(data / "ministry.sqlite3")) as earlier:
        earlier.executescript(
            "DROP TABLE audit; DROP TABLE sign_in_failure; ALTER TABLE sign_in DROP COLUMN address_digest;"
            "DROP INDEX ix_challenge_address_digest; ALTER TABLE challenge DROP COLUMN address_digest;"
        )
    assert carry(data) == 0
    with written(database_of(data)) as session:
        assert session.scalar(select(func.count()).select_from(Request)) == 2
