"""Statements that are compiled once and run by the driver itself: what each request needs, by the shortest way.

SQLAlchemy would make a session, a transaction and a result for each, which takes longer than PostgreSQL does.
"""

from __future__ import annotations

from typing import Any

from psycopg import AsyncConnection
from psycopg.rows import namedtuple_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Executable
from sqlalchemy.dialects.postgresql.psycopg import dialect

_DIALECT: Any = dialect()  # type: ignore[no-untyped-call]


class Statement:
    """One whose `bindparam`s are given by name each time. Values are those of the driver: moments need their zone."""

    def __init__(self, statement: Executable) -> None:
        compiled = statement.compile(dialect=_DIALECT)  # type: ignore[attr-defined]
        self.element = statement
        self.text = str(compiled)
        self._params = dict(compiled.params)

    def arguments(self, given: dict[str, Any]) -> dict[str, Any]:
        return {**self._params, **given}


class StatementPool:
    """Connections of one event loop, each given back after one statement, which is a transaction of its own."""

    def __init__(self, url: str, size: int, options: str, seconds: float) -> None:
        """Take a URL as libpq reads it, and the longest wait."""
        self._pool: AsyncConnectionPool[AsyncConnection[Any]] = AsyncConnectionPool(
            url,
            min_size=1,
            max_size=size,
            timeout=seconds,
            open=False,
            kwargs={
                "autocommit": True,
                # They are prepared: a plan for each set of values would take longer than what it does.
                "options": f"{options} -c plan_cache_mode=force_generic_plan",
                "prepare_threshold": 0,
                "row_factory": namedtuple_row,
            },
        )

    async def row(self, statement: Statement, given: dict[str, Any]) -> Any:
        """Return the first row, or None. Raises `psycopg.Error`."""
        if self._pool.closed:
            await self._pool.open()
        connection = await self._pool.getconn()
        try:
            cursor = await connection.execute(statement.text, statement.arguments(given))
            return await cursor.fetchone()
        finally:
            await self._pool.putconn(connection)

    async def close(self) -> None:
        await self._pool.close()
