"""The database: PostgreSQL, short transactions, and the base of every table.

Transactions are READ COMMITTED: what two of them must not do at once waits for a lock of a row, or for a name that
both take in turn (`take_turns`). Where an answer needs one moment, it is read in a snapshot.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, TypeAlias
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BigInteger,
    ColumnElement,
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
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from ministry.pools import WAIT_SECONDS, Pools
from ministry.statements import Statement

Session: TypeAlias = AsyncSession
_MANY = 4
"""Transactions of one process at which what may come later waits."""
_DIALECT: Any = dialect()  # type: ignore[no-untyped-call]
_FORGOTTEN = 100
"""Expired rows that are taken at once: more than are made meanwhile."""


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


class Database:
    """Sessions for one short transaction each; objects stay readable after it. Each event loop has its own pools."""

    def __init__(self, url: str) -> None:
        """Take the URL of a PostgreSQL database, as libpq reads it."""
        # Not put together from its parts again: SQLAlchemy writes a blank as "+", which libpq takes for itself.
        self.url = url
        self._of_loops: WeakKeyDictionary[asyncio.AbstractEventLoop, Pools] = WeakKeyDictionary()

    @property
    def _pools(self) -> Pools:
        """The pools of the running event loop."""
        loop = asyncio.get_running_loop()
        pools = self._of_loops.get(loop)
        if pools is None:
            pools = self._of_loops[loop] = Pools(self.url)
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
        async with self.begin(*turns) as session:
            await take_turns(session, *turns)
            yield session

    @asynccontextmanager
    async def begin(self, *turns: str) -> AsyncIterator[Session]:
        """Open a session as `write` does, whose statements take the turns themselves."""
        async with self._pools.place(*turns), self._pools.writes.begin() as session:
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
        until = loop.time() + WAIT_SECONDS
        while pools.at_once >= _MANY and loop.time() < until:
            await asyncio.sleep(WAIT_SECONDS / 100)

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
    """Delete the oldest expired rows, a bounded number."""
    await session.execute(delete(key.class_).where(oldest(key, at, until)))


def oldest(key: Any, at: Any, until: datetime, *conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Return the condition of the oldest expired rows, a bounded number.

    Rows that another transaction holds are left to it. `at` needs an index. Without the order, or as a join, the
    planner may well read the whole table.
    """
    some = select(key).where(at <= until, *conditions).order_by(at).limit(_FORGOTTEN)
    found: ColumnElement[bool] = key == any_(
        func.array(some.with_for_update(skip_locked=True).scalar_subquery())
    )
    return found


def _number(name: str) -> Any:
    return func.hashtextextended(literal(name), 0)
