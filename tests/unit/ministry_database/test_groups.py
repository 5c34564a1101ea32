"""Those that wait share a commit; what goes wrong with one is nothing to the others."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Event

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from ministry import transactions
from ministry.database import Database
from ministry.direct import Direct
from ministry.groups import Groups
from ministry.problems import Problem
from tests.unit.ministry_database.rows import kept


def keep(number: int) -> Callable[[Direct], int]:
    def job(direct: Direct) -> int:
        direct.say(f"INSERT INTO kept VALUES ({number})")
        return number

    return job


def refused(direct: Direct) -> None:
    direct.say("INSERT INTO kept VALUES (99)")
    raise Problem("paper-missing")


class Counting:
    """The transactions of a database, counted; `before_commit` is awaited in each."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self.begun = 0
        self.may_commit = asyncio.Event()
        self.may_commit.set()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[Direct]:
        async with self._database._transactions.begun() as direct:
            self.begun += 1
            yield direct
            await self.may_commit.wait()


async def test_those_that_wait_share_a_commit(database: Database, path: Path) -> None:
    counting = Counting(database)
    groups = Groups(counting.transaction)
    assert await asyncio.gather(*(groups.write(keep(number)) for number in range(20))) == [*range(20)]
    assert counting.begun == 1
    await asyncio.gather(*(groups.write(keep(number)) for number in range(20, 100)))
    assert counting.begun == 3, "a group has at most 64"
    assert kept(path) == [*range(100)]


async def test_nobody_is_answered_before_the_commit(database: Database, path: Path) -> None:
    counting = Counting(database)
    counting.may_commit.clear()
    groups = Groups(counting.transaction)
    answers = [asyncio.create_task(groups.write(keep(number))) for number in range(3)]
    late = asyncio.create_task(asyncio.sleep(0.05))
    done, _ = await asyncio.wait([*answers, late], return_when=asyncio.FIRST_COMPLETED)
    assert done == {late}
    assert kept(path) == []
    counting.may_commit.set()
    assert await asyncio.gather(*answers) == [0, 1, 2]
    assert kept(path) == [0, 1, 2]


async def test_one_that_fails_takes_nothing_of_the_others_with_it(database: Database, path: Path) -> None:
    write = database.groups.write
    outcomes = await asyncio.gather(
        write(keep(1)), write(refused), write(keep(1)), write(keep(2)), return_exceptions=True
    )
    assert outcomes[::3] == [1, 2]
    assert isinstance(outcomes[1], Problem)
    assert isinstance(outcomes[2], IntegrityError)
    assert kept(path) == [1, 2]


async def test_a_commit_that_fails_fails_for_all_of_its_group(database: Database, path: Path) -> None:
    write = database.groups.write
    orphan = write(lambda direct: direct.say("INSERT INTO child VALUES (404)"))
    outcomes = await asyncio.gather(write(keep(1)), orphan, write(refused), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [IntegrityError] * 3
    assert kept(path) == []
    assert await write(keep(3)) == 3, "the next group is written"
    assert kept(path) == [3]


async def test_a_transaction_that_undid_itself_answers_nobody(database: Database, path: Path) -> None:
    """As SQLite does when the disk is full."""

    def full(direct: Direct) -> None:
        direct.rollback()
        raise OSError

    write = database.groups.write
    outcomes = await asyncio.gather(write(keep(1)), write(full), write(keep(2)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [OperationalError] * 3
    assert kept(path) == []
    assert await write(keep(3)) == 3


async def test_who_does_not_wait_any_more_holds_up_nobody(database: Database, path: Path) -> None:
    gone = asyncio.create_task(database.groups.write(keep(1)))
    stays = asyncio.create_task(database.groups.write(keep(2)))
    await asyncio.sleep(0)
    gone.cancel()
    assert await stays == 2
    assert gone.cancelled()
    assert kept(path) == [1, 2]


async def test_the_loop_goes_on_while_another_process_writes(database: Database, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    answer = asyncio.create_task(database.groups.write(keep(1)))
    start = time.monotonic()
    for _ in range(5):
        await asyncio.sleep(0.01)
    assert time.monotonic() - start < 2, "it waits for the other elsewhere"
    assert not answer.done()
    other.execute("COMMIT")
    other.close()
    assert await answer == 1


async def test_groups_and_sessions_take_turns(database: Database, path: Path) -> None:
    holding, may_end = Event(), Event()

    def hold() -> None:
        with database.write():
            holding.set()
            may_end.wait(10)

    with ThreadPoolExecutor(1) as pool:
        held = pool.submit(hold)
        holding.wait(10)
        answers = [asyncio.create_task(database.groups.write(keep(number))) for number in range(3)]
        await asyncio.sleep(0.02)
        assert not any(answer.done() for answer in answers)
        may_end.set()
        assert await asyncio.gather(*answers) == [0, 1, 2]
        held.result()
    with database.write():
        pass
    assert kept(path) == [0, 1, 2]


async def test_who_waited_for_too_long_is_told(
    database: Database, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transactions, "BUSY_SECONDS", 0)
    with database.write():
        outcomes = await asyncio.gather(
            database.groups.write(keep(1)), database.groups.write(keep(2)), return_exceptions=True
        )
    assert [type(outcome) for outcome in outcomes] == [OperationalError] * 2
    assert await database.groups.write(keep(3)) == 3
    assert kept(path) == [3]
