"""The control: the reference server with one guard removed.

It keeps its answer to a request in one transaction and the effect, the case, in the next. In the gap between them it
says `gap`, and is slow.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from ministry.cli import main
from ministry.database import Database, Session
from ministry.requests import service

GAP = 0.5
"""Seconds."""

_write = Database.write


class PutsOff:
    """A session that leaves the effect for later."""

    def __init__(self, session: Session, later: list[Any]) -> None:
        self._session = session
        self._later = later

    async def execute(self, *statement: Any) -> Any:
        if statement[0] in (service._INSERT_CASE, service._INSERT_EVENT):
            self._later.append(statement)
            return None
        return await self._session.execute(*statement)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)


@asynccontextmanager
async def write_in_two(database: Database) -> AsyncIterator[Any]:
    later: list[Any] = []
    async with _write(database) as session:
        yield PutsOff(session, later)
    if later:
        os.write(1, b"gap\n")
        await asyncio.sleep(GAP)
        async with _write(database) as session:
            for statement in later:
                await session.execute(*statement)


if __name__ == "__main__":
    setattr(Database, "write", write_in_two)  # noqa: B010 - on purpose, and no type allows it
    sys.exit(main())
