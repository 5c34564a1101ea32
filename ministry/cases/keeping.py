"""Papers that the agency writes, on disk by content like those of persons; and which content is kept for ever."""

from __future__ import annotations

from hashlib import sha256

from anyio.to_thread import run_sync
from sqlalchemy import select

from ministry.cases.tables import DecisionPaper
from ministry.database import Session
from ministry.files import write_durably
from ministry.requests.tables import AttachedPaper
from ministry.settings import Settings
from ministry.uploads.files import ContentStore, content_turn


async def keep(session: Session, settings: Settings, content: bytes) -> str:
    """Put the bytes durably on disk; no sweep takes them before the transaction ends. Their SHA-256, hexadecimal."""
    digest = sha256(content).hexdigest()
    await content_turn(session, digest)
    await run_sync(_write, settings, content, digest)
    return digest


def _write(settings: Settings, content: bytes, digest: str) -> None:
    fresh = settings.documents / f"{digest}.new"
    write_durably(fresh, content)
    ContentStore(settings.documents).adopt(fresh, digest)
    fresh.unlink(missing_ok=True)


async def is_kept(session: Session, digest: str) -> bool:
    """True if a decision has a paper with this content, or a request or a reply names it."""
    for paper in (DecisionPaper, AttachedPaper):
        if await session.scalar(select(paper.seq).where(paper.sha256 == digest).limit(1)) is not None:
            return True
    return False
