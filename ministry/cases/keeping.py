"""Papers that the agency writes, on disk by content like those of persons."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from ministry.cases.tables import DecisionPaper
from ministry.files import write_durably
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
    """Whether a decision has a paper with this content."""
    query = select(DecisionPaper.seq).where(DecisionPaper.sha256 == digest).limit(1)
    return session.scalar(query) is not None
