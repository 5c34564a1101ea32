"""Jobs: work that a transaction wants done after it, kept in the database by procrastinate until it is done.

A job is written on the connection of the transaction that wants it, so it is there if and only if that transaction is.
Every job may run twice: a process can die between the work and the note that it is done.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import procrastinate
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job
from psycopg import Error
from sqlalchemy import FromClause, Insert, Text, cast, column, func, insert, literal, select, table, text

from ministry.database import Database, Session
from ministry.pools import OPTIONS, UNAVAILABLE
from ministry.tasks import PATIENCE, cancellable

_log = logging.getLogger(__name__)
_HEARTBEAT_SECONDS = 3.0
_DEAD_SECONDS = 15.0
"""A process without a heartbeat for this time is taken for dead."""
_REAP = "* * * * * */5"
"""Seconds are the last field."""
_LONGEST_RETRY_SECONDS = 15
_SECONDS_TO_FINISH = PATIENCE - 1
_SECONDS_TO_NOTE = 30
"""After the longest time that a job may take: until its end is noted in the database."""
_FAILED_KEPT_HOURS = 7 * 24
_CONNECTIONS = 2
"""Of one process, for what jobs there are, beside one that listens; what they do takes those of `Database`."""


class Queue(Enum):
    """A queue by tolerated wait: how many of its jobs one process runs at once, and how long one may take."""

    SECONDS = 16, 60
    MINUTES = 2, 15 * 60
    HOURS = 1, 3 * 60 * 60

    def __init__(self, at_once: int, most_seconds: int) -> None:
        self.at_once = at_once
        self.most_seconds = most_seconds
        """Then the job is ended, to be tried again."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a job does. Of one queue, what has the higher priority begins first."""

    name: str
    queue: Queue
    priority: int = 0

    def wanted(self, record: Any, only: FromClause | None = None) -> Insert:
        """Return the statement that enqueues the job for a record.

        As part of another statement: if `only` has a row.
        """
        args = func.jsonb_build_object("record", cast(record, Text))
        told = select(literal(self.queue.name.lower()), literal(self.name), literal(self.priority), args)
        if only is not None:
            told = told.select_from(only)
        return insert(_JOBS).from_select(["queue_name", "task_name", "priority", "args"], told)


_JOBS = table("procrastinate_jobs", *map(column, ("queue_name", "task_name", "priority", "args")))
"""What the library's own function inserts. Its tables are those of one version (`ministry/migrations/versions`)."""


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job that is not tried again."""

    name: str
    record: str
    """The id of what it was for."""
    attempts: int
    at: datetime


_KNOWN = text(
    "SELECT EXISTS (SELECT FROM procrastinate_jobs j WHERE task_name = :name AND args->>'record' = :record AND "
    "(status IN ('todo', 'doing') OR status = 'failed' AND EXISTS (SELECT FROM procrastinate_events e "
    "WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > now() - interval '1 hour')))"
)
_LEFT = text(
    "SELECT id, task_name FROM procrastinate_jobs j WHERE status = 'doing' AND queue_name = :queue AND NOT EXISTS "
    "(SELECT FROM procrastinate_events e WHERE e.job_id = j.id AND e.type = 'started' "
    "AND e.at > now() - make_interval(secs => :seconds))"
)
"""Jobs whose worker lives and does them no more: it could not note their end."""


class _Retry(procrastinate.BaseRetryStrategy):
    """Try again after some errors, and where the process was stopped; later each time, up to a quarter of a minute."""

    def __init__(self, errors: tuple[type[Exception], ...]) -> None:
        self._errors = (*errors, asyncio.CancelledError)

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> procrastinate.RetryDecision | None:
        if not isinstance(exception, self._errors):
            return None
        seconds = min(2**job.attempts, _LONGEST_RETRY_SECONDS)
        return procrastinate.RetryDecision(retry_in={"seconds": seconds})


class _StoppedError(Exception):
    """A worker of procrastinate stopped by itself, as after its connection broke."""


class Jobs:
    """What can be wanted, and the workers that do it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._app = procrastinate.App(
            connector=procrastinate.PsycopgConnector(
                conninfo=database.url, kwargs={"options": OPTIONS}, min_size=1, max_size=_CONNECTIONS
            )
        )
        self.every(_REAP, "reap", Queue.MINUTES, self._reap)

    def add(
        self, work: Work, do: Callable[[str], Awaitable[None]], retried: tuple[type[Exception], ...]
    ) -> None:
        """Declare a job that is done to the record with some id.

        After `UNAVAILABLE` and the errors `retried` it is tried again.
        """

        async def run(record: str) -> None:
            async with asyncio.timeout(work.queue.most_seconds):
                await do(record)

        retry = _Retry((*retried, *UNAVAILABLE, TimeoutError))
        self._app.task(name=work.name, queue=work.queue.name.lower(), retry=retry)(run)

    def every(self, cron: str, name: str, queue: Queue, work: Callable[[], Awaitable[object]]) -> None:
        """Declare work for each moment of `cron`, once over all processes."""

        async def run(timestamp: int) -> None:
            async with asyncio.timeout(queue.most_seconds):
                await work()

        task = self._app.task(name=name, queue=queue.name.lower(), queueing_lock=name)(run)
        self._app.periodic(cron=cron)(task)

    async def want_again(self, session: Session, work: Work, record: str) -> None:
        """Enqueue a job unless it is known.

        It is known while it waits or is being done, and for an hour after it failed for good.
        """
        known = await session.scalar(_KNOWN, {"name": work.name, "record": record})
        if not known:
            await session.execute(work.wanted(record))

    async def work(self) -> None:
        """Do jobs until cancelled; what runs then has some seconds to finish.

        While the database is away, it is asked again each second.
        """
        while True:
            await cancellable(self._work_while_it_is_there())
            await asyncio.sleep(1)

    async def failed(self, session: Session) -> Sequence[FailedJob]:
        """Return the jobs that are not tried again, the newest last.

        They are kept for a week.
        """
        query = (
            "SELECT task_name, args->>'record', attempts, max(at) FROM procrastinate_jobs "
            "JOIN procrastinate_events ON job_id = procrastinate_jobs.id "
            "WHERE status = 'failed' GROUP BY procrastinate_jobs.id ORDER BY max(at)"
        )
        found = await session.execute(text(query))
        return [FailedJob(name, record or "", attempts, at) for name, record, attempts, at in found]

    async def _work_while_it_is_there(self) -> None:
        try:
            async with self._app.open_async(), asyncio.TaskGroup() as workers:
                for queue in Queue:
                    workers.create_task(self._keep_working(queue))
        except* (ProcrastinateException, Error, OSError, _StoppedError) as errors:
            names = sorted({type(error).__name__ for error in errors.exceptions})
            _log.warning("jobs wait for the database", extra={"error": ", ".join(names)})

    async def _keep_working(self, queue: Queue) -> None:
        await cancellable(
            self._app.run_worker_async(
                name=queue.name.lower(),
                queues=[queue.name.lower()],
                concurrency=queue.at_once,
                fetch_job_polling_interval=1.0,
                shutdown_graceful_timeout=_SECONDS_TO_FINISH,
                # Of the other queues none needs to begin within the second.
                listen_notify=queue is Queue.SECONDS,
                delete_jobs="successful",
                install_signal_handlers=False,
                update_heartbeat_interval=_HEARTBEAT_SECONDS,
                stalled_worker_timeout=_DEAD_SECONDS,
            )
        )
        raise _StoppedError

    async def _reap(self) -> None:
        """Requeue the jobs of dead processes; forget old failures."""
        manager = self._app.job_manager
        # Two at once would take a job from the one that just got it.
        async with self._database.alone("reap") as mine:
            if not mine:
                return
            for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_DEAD_SECONDS):
                await self._take_up(job.id, job.task_name)
            for queue in Queue:
                given = {"queue": queue.name.lower(), "seconds": queue.most_seconds + _SECONDS_TO_NOTE}
                async with self._database.look() as session:
                    left = (await session.execute(_LEFT, given)).all()
                for id, name in left:
                    await self._take_up(id, name)
        await manager.delete_old_jobs(nb_hours=_FAILED_KEPT_HOURS, include_failed=True, include_aborted=True)

    async def _take_up(self, job_id: int | None, name: str) -> None:
        if job_id is not None:
            _log.warning("a job is taken up again", extra={"job": name})
            await self._app.job_manager.retry_job_by_id_async(job_id, retry_at=datetime.now(UTC))
