"""Uploads, begun and finished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ministry.database import Base


class Upload(Base):
    """One document of a person. How far it is stands on disk only: the size of its file."""

    __tablename__ = "upload"

    document_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(index=True)
    """Counts while the upload is unfinished."""
    finished_at: Mapped[datetime | None]
    """Set once the content is verified and in the content store."""
    ended_at: Mapped[datetime | None]
    """Set when the upload expired or was ended; its bytes are gone."""
    named: Mapped[bool] = mapped_column(default=False)
    """A request or a reply names the document, so it is kept."""
