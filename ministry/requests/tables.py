"""A request, kept as it was sent, together with all that its receipt says."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ministry.contract.answers import Language
from ministry.database import Base


class Request(Base):
    """`seq` orders requests by their arrival. Reference and time of reception are the stored answer: a
    request that comes again is answered from them.
    """

    __tablename__ = "request"
    __table_args__ = (Index("ix_request_person_seq", "person_id", "seq"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"))
    service_id: Mapped[str] = mapped_column(String(64))
    form_version: Mapped[str] = mapped_column(String(32))
    language: Mapped[Language] = mapped_column(String(3))
    body: Mapped[str] = mapped_column(Text)
    """The JSON that was sent, in its canonical writing."""
    body_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    reference: Mapped[str] = mapped_column(String(9), unique=True)
    received_at: Mapped[datetime]


class AttachedPaper(Base):
    """A named document, bound to its content. `ask_id` is None for the request's own."""

    __tablename__ = "attached_paper"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    request_id: Mapped[str] = mapped_column(ForeignKey("request.id"), index=True)
    ask_id: Mapped[str | None] = mapped_column(String(36))
    question_id: Mapped[str] = mapped_column(String(64))
    document_id: Mapped[str] = mapped_column(String(36), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    media_type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
