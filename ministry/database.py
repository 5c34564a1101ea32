"""The database: PostgreSQL, short transactions, and the base of every table.

Transactions are READ COMMITTED: what two of them must not do at once waits for a lock of a row, or for a name that
both take in turn (`take_turns`). Where an answer needs one moment, it is read in a snapshot.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    MetaData,
    Select,
    any_,
    delete,
    func,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql.psycopg import dialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from ministry.statements import Statement, StatementPool

Session: TypeAlias = AsyncSession
_SESSIONS = 6
_STATEMENTS = 12
"""Connections of one process, beside three for its jobs: those of four take 56 of the hundred that PostgreSQL has."""
_AT_ONCE = 400
"""Transactions of one process that run or wait: any more are refused with `Retry-After`."""
_MANY = 4
"""Transactions of one process at which what may come later waits."""
_WAIT_SECONDS = 10
"""The wait for a connection, or for a lock; then the request is refused with `Retry-After`."""
_STATEMENT_SECONDS = 30
_DIALECT: Any = dialect()  # type: ignore[no-untyped-call]
_FORGOTTEN = 100
"""Rows that `forget` deletes: more than are made meanwhile."""
OPTIONS = (
    f"-c timezone=UTC -c lock_timeout={_WAIT_SECONDS}s -c statement_timeout={_STATEMENT_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={2 * _STATEMENT_SECONDS}s"
)
"""The options of a connection, as libpq takes them."""


class Moment(TypeDecorator[datetime]):
    """A moment with its zone. Raises ValueError for one without."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError("a moment without its zone")
        return value


class Base(DeclarativeBase):
    """Base of every table. Constraints have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {datetime: Moment, int: BigInteger}  # noqa: RUF012 - as SQLAlchemy declares it


class BusyError(Exception):
    """More wait than can be answered soon."""


def driven(url: str) -> URL:
    """Return a URL of libpq as SQLAlchemy takes it, with its driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


class _Pools:
    """The connections of one event loop."""

    def __init__(self, url: str) -> None:
        self.statements = StatementPool(url, _STATEMENTS, OPTIONS, _WAIT_SECONDS)
        self.engine = create_async_engine(
            driven(url),
            hide_parameters=True,
            pool_size=_SESSIONS,
            max_overflow=0,
            pool_timeout=_WAIT_SECONDS,
            connect_args={"options": OPTIONS},
        )
        self.looks = self._sessions(isolation_level="AUTOCOMMIT")
        self.reads = self._sessions(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.writes = async_sessionmaker(self.engine, expire_on_commit=False)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.at_once = 0

    def _sessions(self, **options: Any) -> async_sessionmaker[Session]:
        return async_sessionmaker(
            self.engine.execution_options(**options), expire_on_commit=False, autoflush=False
        )

    @asynccontextmanager
    async def place(self, *names: str) -> AsyncIterator[None]:
        """Queue for turns: no wait for a lock needs a connection.

        Raises `BusyError`.
        """
        if self.at_once >= _AT_ONCE:
            raise BusyError
        self.at_once += 1
        try:
            if not names:
                yield
                return
            async with AsyncExitStack() as stack:
                try:
                    async with asyncio.timeout(_WAIT_SECONDS):
                        for name in sorted(names):
                            turn = self._turns.setdefault(name, asyncio.Lock())
                            await stack.enter_async_context(turn)
                except TimeoutError:
                    raise BusyError from None
                yield
        finally:
            self.at_once -= 1


class Database:
    """Sessions for one short transaction each; objects stay readable after it. Each event loop has its own pools."""

    def __init__(self, url: str) -> None:
        """Take the URL of a PostgreSQL database, as libpq reads it."""
        # Not put together from its parts again: SQLAlchemy writes a blank as "+", which libpq takes for itself.
        self.url = url
        self._of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, _Pools] = WeakKeyDictionary()

    @property
    def _pools(self) -> _Pools:
        """The pools of the running event loop."""
        loop = asyncio.get_running_loop()
        pools = self._of_loops.get(loop)
        if pools is None:
            pools = self._of_loops[loop] = _Pools(self.url)
        return pools

    @asynccontextmanager
    async def look(self) -> AsyncIterator[Session]:
        """Open a session whose look-ups see the newest; no writes."""
        async with self._pools.place(), self._pools.looks() as session:
            yield session

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Session]:
        """Open a session on one unchanging snapshot; no writes."""
        async with self._pools.place(), self._pools.reads() as session:
            yield session

    @asynccontextmanager
    async def write(self, *turns: str) -> AsyncIterator[Session]:
        """Open a session, committed durably at its end.

        Rolled back if an error leaves it. It takes `turns` as `take_turns` does. Raises `BusyError`.
        """
        async with self._pools.place(*turns), self._pools.writes.begin() as session:
            await take_turns(session, *turns)
            yield session

    @asynccontextmanager
    async def alone(self, work: str) -> AsyncIterator[bool]:
        """Yield True if this process alone does the work, else False.

        One process at a time does it. No transaction is open meanwhile: the work may take longer than any of them may.
        """
        number = _number(f"work:{work}")
        async with self.look() as session:
            mine = bool(await session.scalar(select(func.pg_try_advisory_lock(number))))
            try:
                yield mine
            finally:
                if mine:
                    await session.scalar(select(func.pg_advisory_unlock(number)))

    async def row(self, statement: Statement, *turns: str, **given: Any) -> Any:
        """Run a statement durably and return its first row, or None.

        It is a transaction of its own. Others of this process that take the same turns wait for it without a
        connection; in the database the statement itself takes them. Raises `BusyError` or `psycopg.Error`.
        """
        async with self._pools.place(*turns):
            return await self._pools.statements.row(statement, given)

    async def leisure(self) -> None:
        """Wait some seconds at most while many transactions run.

        For work that nobody waits for.
        """
        pools, loop = self._pools, asyncio.get_running_loop()
        until = loop.time() + _WAIT_SECONDS
        while pools.at_once >= _MANY and loop.time() < until:
            await asyncio.sleep(_WAIT_SECONDS / 100)

    async def close(self) -> None:
        """Close the connections of the running event loop."""
        pools = self._of_loops.pop(asyncio.get_running_loop(), None)
        if pools is not None:
            await pools.statements.close()
            await pools.engine.dispose()


async def contents(session: Session, statement: Select[Any]) -> list[bytes]:
    """Return the bytes that a statement finds, read in binary.

    As text they are twice as many.
    """
    compiled = statement.compile(dialect=_DIALECT)
    connection = await (await session.connection()).get_raw_connection()
    async with connection.driver_connection.cursor(binary=True) as cursor:  # type: ignore[union-attr]
        await cursor.execute(str(compiled), compiled.params)
        return [row[0] for row in await cursor.fetchall()]


async def take_turns(session: Session, *names: str) -> None:
    """Take the locks of these names until the transaction ends.

    Waits for every other transaction that holds one of them. All that one transaction needs are to be taken at
    once: in one order, so that no two wait for each other.
    """
    taken: set[str] = session.info.setdefault("turns", set())
    for name in sorted({*names} - taken):
        await session.execute(select(func.pg_advisory_xact_lock(_number(name))))
        taken.add(name)


async def forget(session: Session, key: Any, at: Any, until: datetime) -> None:
    """Delete the oldest expired rows, a bounded number.

    Rows that another transaction holds are left to it. `at` needs an index. Without the order, or as a join, the
    planner may well read the whole table.
    """
    some = select(key).where(at <= until).order_by(at).limit(_FORGOTTEN).with_for_update(skip_locked=True)
    await session.execute(delete(key.class_).where(key == any_(func.array(some.scalar_subquery()))))


def _number(name: str) -> Any:
    return func.hashtextextended(literal(name), 0)
