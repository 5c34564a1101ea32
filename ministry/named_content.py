"""Which content the database names: of an upload that is there, of a request or a reply, of the fund."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from ministry.cases.tables import CasePaper
from ministry.database import Session
from ministry.requests.tables import AttachedPaper
from ministry.uploads.tables import Upload


async def named(session: Session, digests: Sequence[str]) -> set[str]:
    """Return those of the digests that something names."""
    finished = select(Upload.sha256).where(
        Upload.sha256.in_(digests), Upload.finished_at.is_not(None), Upload.ended_at.is_(None)
    )
    papers = [select(table.sha256).where(table.sha256.in_(digests)) for table in (AttachedPaper, CasePaper)]
    return set(await session.scalars(finished.union(*papers)))
