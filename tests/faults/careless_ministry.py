"""The control: the reference server with one guard removed.

It keeps its answer to a request in one transaction and the effect, the case, in the next. In the gap between them it
says `gap`, and is slow.
"""

from __future__ import annotations

import asyncio
import os
import sys
from typing import Any

from sqlalchemy import delete, insert

from ministry.cases.tables import Case, CaseEvent
from ministry.cli import main
from ministry.requests.service import Requests

GAP = 0.5
"""Seconds."""

_sent = Requests._sent


async def _sent_in_two(requests: Requests, person_id: str, request_id: str, *given: Any) -> Any:
    receipt = await _sent(requests, person_id, request_id, *given)
    effect = (CaseEvent, CaseEvent.case_id == request_id), (Case, Case.id == request_id)
    later = []
    async with requests._context.database.write() as session:
        for table, its in effect:
            rows = await session.execute(delete(table).where(its).returning(*table.__table__.columns))
            later.append((table, [dict(row) for row in rows.mappings()]))
    os.write(1, b"gap\n")
    await asyncio.sleep(GAP)
    async with requests._context.database.write() as session:
        for table, rows in reversed(later):
            await session.execute(insert(table), rows)
    return receipt


if __name__ == "__main__":
    setattr(Requests, "_sent", _sent_in_two)  # noqa: B010 - on purpose, and no type allows it
    sys.exit(main())
