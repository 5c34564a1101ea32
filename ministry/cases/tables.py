"""A case has the id of its request. Ids that a client makes are unique within their case only, so that nobody
can find out, or take, an id of somebody else's.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ministry.contract.answers import CaseState, Language, Outcome
from ministry.database import Base


def _case_id() -> Mapped[str]:
    return mapped_column(ForeignKey("case.id"), index=True)


class Case(Base):
    __tablename__ = "case"

    id: Mapped[str] = mapped_column(ForeignKey("request.id"), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(36))
    state: Mapped[CaseState] = mapped_column(String(32), index=True)
    state_since: Mapped[datetime]
    updated_at: Mapped[datetime]


class CaseEvent(Base):
    __tablename__ = "case_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36))
    case_id: Mapped[str] = _case_id()
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(32))


class Ask(Base):
    """A paper that the agency asks for."""

    __tablename__ = "ask"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    case_id: Mapped[str] = _case_id()
    question_id: Mapped[str] = mapped_column(String(64))
    label: Mapped[dict[str, str]] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(Text)
    reason_language: Mapped[Language] = mapped_column(String(3))
    asked_at: Mapped[datetime]
    due_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]


class Reply(Base):
    """The one reply to an ask."""

    __tablename__ = "reply"

    ask_id: Mapped[str] = mapped_column(ForeignKey("ask.id"), primary_key=True)
    id: Mapped[str] = mapped_column(String(36))
    body_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    note: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime]


class Message(Base):
    """`sender` is `person` or `agency`; `body_digest` is there for what a person sent."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_case_seq", "case_id", "seq"),
        Index("uq_message_case_id", "case_id", "id", unique=True),
        Index("ix_message_unread", "sender", "case_id", postgresql_where=text("read_at IS NULL")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36))
    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"))
    sender: Mapped[str] = mapped_column(String(8))
    sent_at: Mapped[str] = mapped_column(String(32))
    """The time as the contract writes it; a person's device says its own."""
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[Language] = mapped_column(String(3))
    body_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    read_at: Mapped[datetime | None]
    """The time when the other side was given it."""


class Decision(Base):
    __tablename__ = "decision"

    case_id: Mapped[str] = mapped_column(ForeignKey("case.id"), primary_key=True)
    outcome: Mapped[Outcome] = mapped_column(String(32))
    decided_at: Mapped[datetime]
    reasons: Mapped[str] = mapped_column(Text)
    reasons_language: Mapped[Language] = mapped_column(String(3))
    appeals: Mapped[list[str]] = mapped_column(JSON)


class CasePaper(Base):
    """A paper that the fund made about the case. The bytes are in the blob store under their SHA-256."""

    __tablename__ = "case_paper"
    __table_args__ = (
        Index("uq_case_paper_receipt", "case_id", unique=True, postgresql_where=text("kind = 'receipt'")),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    id: Mapped[str] = mapped_column(String(36), unique=True)
    case_id: Mapped[str] = _case_id()
    kind: Mapped[str] = mapped_column(String(16))
    """`receipt` or `decision`."""
    title: Mapped[dict[str, str]] = mapped_column(JSON)
    media_type: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64), index=True)
