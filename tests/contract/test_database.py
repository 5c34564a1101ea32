"""The schema that migrations make is the one that the code speaks; persons are brought in from a file."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text

from ministry.addresses import ASKED_FROM
from ministry.auth.tables import Person
from ministry.cli import main
from ministry.database import Database, take_turns
from ministry.errors import DatabaseTooNewError
from ministry.metadata import metadata
from ministry.migrations.runner import brought_up_to_date, configuration
from ministry.pools import BusyError
from ministry.statements import Statement
from tests.contract.conftest import AMINA, BRAHIM
from tests.postgres import database_of, written


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(database_of(tmp_path))
    yield database
    await database.close()


def test_migrations_make_what_the_code_declares(database: Database) -> None:
    with brought_up_to_date(database.url) as connection:
        ours = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *_: not (name or "").startswith("procrastinate_")}
        )
        assert compare_metadata(ours, metadata) == []


def test_the_database_of_a_later_version_is_not_touched(database: Database) -> None:
    with written(database) as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseTooNewError), brought_up_to_date(database.url):
        pass
    with written(database) as session:
        session.execute(
            text("UPDATE alembic_version SET version_num = :newest"),
            {"newest": ScriptDirectory.from_config(configuration()).get_current_head()},
        )


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012
        async with database.write() as session:
            session.add(Person(id="1", number=AMINA.number, details={}))
            await session.flush()
            raise RuntimeError
    async with database.look() as session:
        assert (await session.scalars(select(Person))).all() == []


async def test_errors_of_the_database_quote_nothing_personal(database: Database) -> None:
    with pytest.raises(Exception, match="nowhere") as error:
        async with database.look() as session:
            await session.execute(text("SELECT :number FROM nowhere"), {"number": AMINA.number})
    assert AMINA.number not in str(error.value)


async def test_a_snapshot_does_not_see_what_comes_after_it(database: Database) -> None:
    async with database.read() as before, database.look() as newest:
        assert (await before.scalars(select(Person.number))).all() == []
        async with database.write() as session:
            session.add(Person(id="1", number=AMINA.number, details={}))
        assert (await before.scalars(select(Person.number))).all() == []
        assert (await newest.scalars(select(Person.number))).all() == [AMINA.number]


async def test_turns_are_taken_one_after_the_other_whatever_their_order(database: Database) -> None:
    inside = most = 0

    async def work(*names: str) -> None:
        nonlocal inside, most
        async with database.write() as session:
            await take_turns(session, *names)
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(work(*names) for names in (("a", "b"), ("b", "a"), ("a", "c"), ("c", "a")) * 5))
    assert most == 1


async def test_who_waits_for_a_turn_keeps_no_connection_from_others(database: Database) -> None:
    done: list[str] = []

    async def work(name: str) -> None:
        async with database.write(name):
            done.append(name)

    async with database.write() as session:
        await take_turns(session, "theirs")  # as another process does
        waiting = [asyncio.create_task(work("theirs")) for _ in range(60)]
        await asyncio.sleep(0)
        await asyncio.wait_for(work("mine"), 5)
        assert done == ["mine"]
    await asyncio.gather(*waiting)
    assert len(done) == 61


async def test_who_waits_for_a_turn_takes_no_place_from_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ministry.pools._AT_ONCE", 2)

    async def work() -> None:
        async with database.write("theirs"):
            pass

    async with database.write("theirs"):
        waiting = [asyncio.create_task(work()) for _ in range(60)]
        await asyncio.sleep(0)
        async with database.look():
            pass
    await asyncio.gather(*waiting)


async def test_one_address_takes_no_place_from_others(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ministry.pools._AT_ONCE", 4)
    monkeypatch.setattr("ministry.pools._OF_ONE_ADDRESS", 2)
    done, gate = [], asyncio.Event()

    async def ask(address: str) -> None:
        ASKED_FROM.set(address)
        async with database.look():
            await gate.wait()
            done.append(address)

    asking = [asyncio.create_task(ask("a stranger")) for _ in range(60)]
    await asyncio.sleep(0)
    asking.append(asyncio.create_task(ask("another")))
    await asyncio.sleep(0)
    async with database.look():
        gate.set()
    await asyncio.gather(*asking)
    assert sorted(done) == ["a stranger"] * 60 + ["another"]


async def test_of_too_many_the_last_are_told_at_once(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ministry.pools._AT_ONCE", 1)
    async with database.write():
        for use in (database.write, database.read, database.look):
            with pytest.raises(BusyError):
                await use().__aenter__()
        with pytest.raises(BusyError):
            await database.row(Statement(select(Person.id)))
    async with database.look():
        pass


async def test_what_may_come_later_waits_while_many_ask(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with AsyncExitStack() as asked:
        for _ in range(4):
            await asked.enter_async_context(database.look())
        later = asyncio.create_task(database.leisure())
        async with database.alone("something"):  # which waits for the database
            assert not later.done()
        monkeypatch.setattr("ministry.database.WAIT_SECONDS", 0)
        await database.leisure()
    await asyncio.wait_for(later, 5)


async def test_a_process_has_eleven_connections_however_much_is_asked(database: Database) -> None:
    # Beside three for its jobs: four processes have 56 of the hundred that PostgreSQL takes.
    count = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    look = Statement(select(func.count()).select_from(Person))

    async def write() -> None:
        async with database.write() as session:
            await session.execute(text("SELECT pg_sleep(0.01)"))

    await asyncio.gather(*(write() for _ in range(60)), *(database.row(look) for _ in range(120)))
    async with database.look() as session:
        assert 2 <= int(await session.scalar(text(count)) or 0) <= 11


async def test_work_is_done_by_one_at_a_time(database: Database) -> None:
    async with (
        database.alone("sweep") as first,
        database.alone("sweep") as second,
        database.alone("x") as other,
    ):
        assert (first, second, other) == (True, False, True)
    async with database.alone("sweep") as again:
        assert again


def test_people_are_enrolled_and_brought_up_to_date(tmp_path: Path) -> None:
    file, url = tmp_path / "people.json", database_of(tmp_path)
    data = str(tmp_path / "ministry")
    moved = AMINA.model_copy(update={"address": "3 rue neuve"})
    for people in ([AMINA, BRAHIM], [moved]):
        file.write_text(json.dumps([person.model_dump(exclude_none=True) for person in people]))
        assert main(["people", "--data", data, "--database", url, str(file)]) == 0
    with written(url) as session:
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
