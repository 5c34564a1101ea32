"""The state of an upload, and its owner."""

from __future__ import annotations

from datetime import datetime, timedelta

from ministry.clock import is_valid
from ministry.problems import NotTheirs, Problem
from ministry.uploads.headers import Announcement
from ministry.uploads.tables import Upload

HELD = timedelta(minutes=1)
"""How long a request may keep an upload without bringing a byte; it resumes later."""


def announced_by(upload: Upload) -> Announcement:
    return Announcement(upload.document_id, upload.length, upload.sha256, upload.media_type)


def theirs(upload: Upload | None, person_id: str, document_id: str, now: datetime) -> Upload:
    """Return the person's upload. Raises `not-found` or `upload-gone`."""
    if upload is None:
        raise Problem("not-found")
    if upload.person_id != person_id:
        raise NotTheirs(document_id)
    if _is_over(upload, now):
        raise Problem("upload-gone")
    return upload


def standing(upload: Upload | None, person_id: str, announced: Announcement, now: datetime) -> Upload | None:
    """Return the upload unless it is over.

    Raises `not-found` (of another person) or `conflict` (other content).
    """
    if upload is not None and upload.person_id != person_id:
        raise NotTheirs(announced.document_id)
    if upload is None or _is_over(upload, now):
        return None
    if announced_by(upload) != announced:
        raise Problem("conflict")
    return upload


def is_held(upload: Upload, now: datetime) -> bool:
    """True if a request writes it."""
    return upload.held_until is not None and is_valid(upload.held_until, HELD, now)


def _is_over(upload: Upload, now: datetime) -> bool:
    has_expired = upload.finished_at is None and upload.expires_at <= now
    return has_expired or upload.ended_at is not None
