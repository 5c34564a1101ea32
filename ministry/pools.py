"""The connections of one event loop to the database, and who waits for them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

from psycopg import Error as DriverError
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from ministry.addresses import ASKED_FROM
from ministry.statements import StatementPool

_SESSIONS = 4
_STATEMENTS = 7
"""Connections of one process, beside three for its jobs: those of four take 56 of the hundred that PostgreSQL has."""
_AT_ONCE = 400
"""Transactions of one process that run or wait for a connection: any more are refused with `Retry-After`.

Who waits for a turn is not counted, nor who waits while many of the same address run. Were they, one person or one
address could use up the places of all others.
"""
_OF_ONE_ADDRESS = 16
WAIT_SECONDS = 10
"""The wait for a connection, or for a lock; then the request is refused with `Retry-After`."""
_STATEMENT_SECONDS = 30
OPTIONS = (
    f"-c timezone=UTC -c lock_timeout={WAIT_SECONDS}s -c statement_timeout={_STATEMENT_SECONDS}s "
    f"-c idle_in_transaction_session_timeout={2 * _STATEMENT_SECONDS}s"
)
"""The options of a connection, as libpq takes them."""


class BusyError(Exception):
    """More wait than can be answered soon."""


UNAVAILABLE = (BusyError, DBAPIError, DriverError, PoolTimeoutError)
"""What a transaction raises that may be tried again: whatever the database refuses, or does not answer in time."""


def driven(url: str) -> URL:
    """Return a URL of libpq as SQLAlchemy takes it, with its driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


class Pools:
    """The connections of one event loop."""

    def __init__(self, url: str) -> None:
        self.statements = StatementPool(url, _STATEMENTS, OPTIONS, WAIT_SECONDS)
        self.engine = create_async_engine(
            driven(url),
            hide_parameters=True,
            pool_size=_SESSIONS,
            max_overflow=0,
            pool_timeout=WAIT_SECONDS,
            connect_args={"options": OPTIONS},
        )
        self.looks = self._sessions(isolation_level="AUTOCOMMIT")
        self.reads = self._sessions(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        self.writes = async_sessionmaker(self.engine, expire_on_commit=False)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._addresses: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()
        self.at_once = 0

    def _sessions(self, **options: Any) -> async_sessionmaker[AsyncSession]:
        return async_sessionmaker(
            self.engine.execution_options(**options), expire_on_commit=False, autoflush=False
        )

    @asynccontextmanager
    async def place(self, *names: str) -> AsyncIterator[None]:
        """Queue for turns, then take a place.

        Others of the same address go first. Who waits has no place and no connection. Raises `BusyError`.
        """
        async with AsyncExitStack() as stack:
            if names or ASKED_FROM.get():
                await self._take(stack, names)
            if self.at_once >= _AT_ONCE:
                raise BusyError
            self.at_once += 1
            try:
                yield
            finally:
                self.at_once -= 1

    async def _take(self, stack: AsyncExitStack, names: Sequence[str]) -> None:
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                for name in sorted(names):
                    await stack.enter_async_context(self._turns.setdefault(name, asyncio.Lock()))
                if address := ASKED_FROM.get():
                    few = self._addresses.setdefault(address, asyncio.Semaphore(_OF_ONE_ADDRESS))
                    await stack.enter_async_context(few)
        except TimeoutError:
            raise BusyError from None
