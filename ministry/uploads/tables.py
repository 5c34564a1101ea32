"""Uploads, begun and finished."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ministry.database import Base


class Upload(Base):
    """One document of a person."""

    __tablename__ = "upload"
    __table_args__ = (
        Index(
            "ix_upload_unfinished",
            "expires_at",
            postgresql_where=text("finished_at IS NULL AND ended_at IS NULL"),
        ),
        Index(
            "ix_upload_unnamed",
            "finished_at",
            postgresql_where=text("named IS false AND ended_at IS NULL"),
        ),
    )

    document_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    length: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(32))
    received: Mapped[int] = mapped_column(default=0)
    """Bytes that are kept for good: the offset of tus."""
    holder: Mapped[str | None] = mapped_column(String(32))
    """The request that writes it; another may once `held_until` is over."""
    held_until: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    """Counts while the upload is unfinished."""
    finished_at: Mapped[datetime | None]
    """Set once the content is verified and kept."""
    ended_at: Mapped[datetime | None]
    """Set when the upload expired or was ended; its bytes are gone."""
    named: Mapped[bool] = mapped_column(default=False)
    """A request or a reply names the document, so it is kept."""


class UploadPart(Base):
    """Bytes of an unfinished upload. Any process can go on with it: they are nowhere else."""

    __tablename__ = "upload_part"

    document_id: Mapped[str] = mapped_column(
        ForeignKey("upload.document_id", ondelete="CASCADE"), primary_key=True
    )
    begins: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
