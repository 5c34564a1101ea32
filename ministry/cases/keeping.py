"""Papers that the agency writes, on disk by content like those of persons; and which content is kept for ever."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from ministry.cases.tables import DecisionPaper
from ministry.files import write_durably
from ministry.requests.tables import AttachedPaper
from ministry.settings import Settings
from ministry.uploads.files import ContentStore


def keep(settings: Settings, content: bytes) -> str:
    """Puts the bytes durably on disk. Their SHA-256, hexadecimal."""
    digest = sha256(content).hexdigest()
    fresh = settings.documents / f"{digest}.new"
    write_durably(fresh, content)
    ContentStore(settings.documents).adopt(fresh, digest)
    fresh.unlink()
    return digest


def is_kept(session: Session, digest: str) -> bool:
    """Whether a decision has a paper with this content, or a request or a reply names it."""
    return any(
        session.scalar(select(paper.seq).where(paper.sha256 == digest).limit(1)) is not None
        for paper in (DecisionPaper, AttachedPaper)
    )
