"""How many papers one person may bring, and how much of them, before something names them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, or_, select

from ministry.auth import Write
from ministry.clock import SET_BACK
from ministry.quotas import LONGEST_WAIT, reached
from ministry.settings import Quotas
from ministry.uploads.tables import Upload

_DAY = timedelta(days=1)
_SIZE = func.coalesce(func.sum(Upload.length), 0)


async def hold_paper(write: Write, quotas: Quotas | None, length: int) -> None:
    """Raise `quota-reached` if the person may not upload `length` bytes now."""
    write.hold()
    if quotas is None:
        return
    session, person_id, now = write.session, write.person_id, write.now
    unnamed = select(func.count(), _SIZE).where(
        Upload.person_id == person_id,
        Upload.ended_at.is_(None),
        Upload.named.is_(False),
        or_(Upload.finished_at.is_not(None), Upload.expires_at > now),
    )
    sent = select(_SIZE).where(
        Upload.person_id == person_id, Upload.finished_at > now - _DAY, Upload.finished_at <= now + SET_BACK
    )
    count, size = (await session.execute(unnamed)).one()
    if (
        count >= quotas.unnamed_papers
        or size + length > quotas.unnamed_bytes
        or (await session.scalars(sent)).one() + length > quotas.paper_bytes_a_day
    ):
        raise reached(LONGEST_WAIT)
