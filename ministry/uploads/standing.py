"""How an upload stands, for whom; and the statements by which it begins."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import bindparam, delete, insert, select, update

from ministry.database import Base
from ministry.direct import Executes
from ministry.problems import NotTheirs, Problem
from ministry.uploads.headers import Announcement
from ministry.uploads.tables import Upload

_TABLE = Base.metadata.tables[Upload.__tablename__]
WHOLE = select(_TABLE.c.person_id, _TABLE.c.sha256, _TABLE.c.media_type, _TABLE.c.length).where(
    _TABLE.c.document_id == bindparam("document"),
    _TABLE.c.finished_at.is_not(None),
    _TABLE.c.ended_at.is_(None),
)
_ROW = select(*_TABLE.c).where(_TABLE.c.document_id == bindparam("document"))
BEGIN = insert(_TABLE)
FORGET = delete(_TABLE).where(_TABLE.c.document_id == bindparam("document"))
NAME = update(_TABLE).where(_TABLE.c.document_id == bindparam("document")).values(named=True)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A finished document. `sha256` is hexadecimal and verified, `media_type` told by the content."""

    document_id: str
    sha256: str
    media_type: str
    size: int
    path: Path


def found(transaction: Executes, document_id: str) -> Upload | None:
    """The upload as it stands, apart from any session."""
    row = transaction.execute(_ROW, {"document": document_id}).one_or_none()
    return None if row is None else Upload(**row._asdict())


def announced_by(upload: Upload) -> Announcement:
    return Announcement(upload.document_id, upload.length, upload.sha256, upload.media_type)


def is_over(upload: Upload, now: datetime) -> bool:
    return (upload.finished_at is None and upload.expires_at <= now) or upload.ended_at is not None


def standing(upload: Upload | None, person_id: str, announced: Announcement, now: datetime) -> Upload | None:
    """The upload unless it is over. Raises `not-found` (of another person) or `conflict` (other content)."""
    if upload is not None and upload.person_id != person_id:
        raise NotTheirs(announced.document_id)
    if upload is None or is_over(upload, now):
        return None
    if announced_by(upload) != announced:
        raise Problem("conflict")
    return upload
