"""How an upload stands, and for whom."""

from __future__ import annotations

from datetime import datetime

from ministry.problems import NotTheirs, Problem
from ministry.uploads.headers import Announcement
from ministry.uploads.tables import Upload


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
