"""Jobs: there with the transaction that wants them or not at all, and once whatever the number of workers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from procrastinate.schema import SchemaManager
from psycopg import OperationalError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from ministry.cli import main
from ministry.database import Database
from ministry.jobs import Jobs, Queue, Work
from ministry.migrations import versions
from ministry.pools import UNAVAILABLE
from tests.postgres import database_of, written

PATIENCE_SECONDS = 20
STAMP = Work("stamp", Queue.SECONDS)


class RetriedError(Exception):
    """After it a job is tried again."""


class Desk:
    """Jobs of one kind, and the records that they were done to."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.done: list[str] = []
        self.errors: list[Exception] = []
        self.jobs = Jobs(database)
        self.jobs.add(STAMP, self._stamp, retried=(RetriedError,))

    async def _stamp(self, record: str) -> None:
        self.done.append(record)
        if self.errors:
            raise self.errors.pop()

    async def want(self, record: str) -> None:
        async with self.database.write() as session:
            await session.execute(STAMP.wanted(record))


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    database = Database(database_of(tmp_path))
    yield Desk(database)
    await database.close()


@asynccontextmanager
async def working(*every: Jobs) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(jobs.work()) for jobs in every]
    yield
    for task in tasks:
        task.cancel()
    assert [type(end) for end in await asyncio.gather(*tasks, return_exceptions=True)] == [
        asyncio.CancelledError
    ] * len(tasks)


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_SECONDS):
        while not condition():
            await asyncio.sleep(0.02)


async def test_a_job_is_there_with_its_transaction_or_not_at_all(desk: Desk) -> None:
    with pytest.raises(RuntimeError):  # noqa: PT012
        async with desk.database.write() as session:
            await session.execute(STAMP.wanted("undone"))
            raise RuntimeError
    async with working(desk.jobs):
        await desk.want("kept")
        await until(lambda: desk.done)
    assert desk.done == ["kept"]


async def test_a_job_is_tried_again_after_some_errors_only_and_its_end_is_seen(desk: Desk) -> None:
    desk.errors = [ValueError(), RetriedError()]
    await desk.want("one")
    async with working(desk.jobs):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not (failed := await failed_jobs(desk)):
                await asyncio.sleep(0.02)
        await desk.want("two")
        await until(lambda: "two" in desk.done)
    assert desk.done == ["one", "one", "two"]
    assert failed == [("stamp", "one", 2)]


@pytest.mark.parametrize("error", UNAVAILABLE)
async def test_a_job_that_a_busy_database_refused_is_tried_again(desk: Desk, error: type[Exception]) -> None:
    desk.errors = [error("", {}, ValueError()) if error is DBAPIError else error()]
    await desk.want("one")
    async with working(desk.jobs):
        await until(lambda: desk.done == ["one", "one"])


async def test_they_end_also_where_the_database_is_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Event()

    async def worker(**_: object) -> None:
        begun.set()
        try:
            await asyncio.Event().wait()
        finally:
            raise OperationalError  # as where it cannot tell the database that it ends

    monkeypatch.setattr(desk.jobs._app, "run_worker_async", worker)
    async with asyncio.timeout(PATIENCE_SECONDS), working(desk.jobs):
        await begun.wait()


async def test_they_end_also_just_after_the_database_broke(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = asyncio.Event()

    async def worker(*, name: str, **_: object) -> None:
        if name == "hours":
            return  # as after its connection broke
        try:
            await asyncio.Event().wait()
        finally:
            broken.set()
            for _step in range(10):  # longer than it takes to cancel all
                await asyncio.sleep(0)

    monkeypatch.setattr(desk.jobs._app, "run_worker_async", worker)
    async with asyncio.timeout(PATIENCE_SECONDS), working(desk.jobs):
        await broken.wait()


def test_an_agent_sees_what_failed_for_good(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with written(database_of(tmp_path)) as session:
        session.execute(
            text(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, attempts) VALUES "
                "('seconds', 'send_code', '{\"record\": \"lost\"}', 'doing', 4), "
                "('seconds', 'send_code', '{\"record\": \"begun\"}', 'doing', 4)"
            )
        )
        session.execute(
            text("UPDATE procrastinate_jobs SET status = 'failed' WHERE args->>'record' = 'lost'")
        )
    assert main(["agent", "--data", str(tmp_path), "--database", database_of(tmp_path), "jobs"]) == 0
    assert capsys.readouterr().out.endswith("  send_code  lost  4 tries\n")


async def failed_jobs(desk: Desk) -> list[tuple[str, str, int]]:
    async with desk.database.look() as session:
        return [(job.name, job.record, job.attempts) for job in await desk.jobs.failed(session)]


@pytest.mark.parametrize("name", ["stamp", "reap"])
async def test_what_a_dead_process_began_is_taken_up_again(desk: Desk, name: str) -> None:
    # Whatever the process did, taking up the jobs of others too.
    await desk.want("begun")
    with written(desk.database) as session:
        died = "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 minute')"
        worker = session.scalar(text(f"{died} RETURNING id"))
        session.execute(
            text("UPDATE procrastinate_jobs SET status = 'doing', worker_id = :worker"), {"worker": worker}
        )
        if name == "reap":
            session.execute(
                text(
                    "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id) "
                    "VALUES ('minutes', 'reap', '{\"timestamp\": 0}', 'doing', :worker)"
                ),
                {"worker": worker},
            )
    async with working(desk.jobs):
        await until(lambda: desk.done)
    assert desk.done == ["begun"]


async def test_what_a_living_process_could_not_end_is_taken_up_once_its_time_is_over(desk: Desk) -> None:
    # The database refuses to note the end of a job; its process lives and has forgotten it.
    with written(desk.database) as session:
        session.execute(text(REFUSING))
    try:
        async with working(desk.jobs):
            await desk.want("begun")
            await until(lambda: desk.done)
            async with asyncio.timeout(PATIENCE_SECONDS):
                while await asyncio.to_thread(refused, desk) == 0:
                    await asyncio.sleep(0.02)
            with written(desk.database) as session:
                session.execute(text("DROP FUNCTION refuse CASCADE"))
            await asyncio.sleep(6)  # the reaper looks, and leaves it: it may still be done
            assert desk.done == ["begun"]
            with written(desk.database) as session:
                hour = "UPDATE procrastinate_events SET at = at - interval '1 hour' WHERE type = 'started'"
                session.execute(text(hour))
            await until(lambda: len(desk.done) == 2)
    finally:
        with written(desk.database) as session:
            session.execute(text("DROP FUNCTION IF EXISTS refuse CASCADE"))
            session.execute(text("DROP SEQUENCE IF EXISTS refused"))
    assert desk.done == ["begun", "begun"]


REFUSING = """
CREATE SEQUENCE refused;
CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM nextval('refused');
    RAISE EXCEPTION 'it cannot be noted';
END $$;
CREATE TRIGGER refuse BEFORE DELETE ON procrastinate_jobs FOR EACH ROW
WHEN (OLD.task_name = 'stamp') EXECUTE FUNCTION refuse();
"""
"""A sequence counts on where a transaction is undone."""


def refused(desk: Desk) -> int:
    with written(desk.database) as session:
        return int(session.scalar(text("SELECT last_value FROM refused WHERE is_called")) or 0)


async def test_what_waits_failed_or_is_done_is_not_wanted_again(desk: Desk) -> None:
    async def again() -> int:
        async with desk.database.write() as session:
            await desk.jobs.want_again(session, STAMP, "one")
        async with desk.database.look() as session:
            return int(await session.scalar(text("SELECT count(*) FROM procrastinate_jobs")) or 0)

    assert [await again(), await again()] == [1, 1]
    for status, most in (("doing", 1), ("failed", 1)):
        with written(desk.database) as session:
            session.execute(text(f"UPDATE procrastinate_jobs SET status = '{status}'"))
        assert await again() == most
    with written(desk.database) as session:
        session.execute(text("UPDATE procrastinate_events SET at = at - interval '2 hours'"))
    assert await again() == 2


async def test_what_was_wanted_later_begins_first_by_its_priority(desk: Desk) -> None:
    later = Work("stamp", Queue.SECONDS, priority=1)
    async with desk.database.write() as session:
        for number in range(Queue.SECONDS.at_once * 2):
            await session.execute(STAMP.wanted(f"n{number}"))
        await session.execute(later.wanted("first"))
    async with working(desk.jobs):
        await until(lambda: desk.done)
    assert desk.done[0] == "first"


async def test_what_is_done_every_second_is_done_once_by_all_workers(desk: Desk) -> None:
    ticks = 0
    others = [Jobs(desk.database) for _ in range(4)]

    async def tick() -> None:
        nonlocal ticks
        ticks += 1

    for jobs in others:
        jobs.every("* * * * * *", "tick", Queue.MINUTES, tick)
    began = asyncio.get_running_loop().time()
    async with working(*others):
        await until(lambda: ticks >= 3)
    seconds = asyncio.get_running_loop().time() - began
    assert ticks <= seconds + 2, "the second before the start is made up for"


def test_the_tables_of_jobs_are_those_of_the_library() -> None:
    # When they differ, a migration has to bring those that are there to the version of the library.
    kept = Path(versions.__file__).with_name("procrastinate-3.10.sql").read_text(encoding="utf-8")
    assert kept == SchemaManager.get_schema()
