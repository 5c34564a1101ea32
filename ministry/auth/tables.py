"""Persons and their sign-ins. Tokens are kept as digests, codes not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from ministry.database import Base


class Person(Base):
    """A person as the fund knows them."""

    __tablename__ = "person"

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number: Mapped[str] = mapped_column(String(12), unique=True)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The JSON of GET /v1/person, the number included."""


class Challenge(Base):
    """A one-time code that was asked for; of an unknown number too, which hides that it is unknown."""

    __tablename__ = "challenge"
    __table_args__ = (
        # What the windows of the limits are counted over.
        Index("ix_challenge_number_asked_at", "number_digest", "asked_at"),
        Index("ix_challenge_address_asked_at", "address_digest", "asked_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    number_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    person_id: Mapped[str | None] = mapped_column(ForeignKey("person.id"))
    address_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Where it was asked for from."""
    code_seed: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Random bytes from which, with the server's secret, the code follows."""
    tries_left: Mapped[int]
    asked_at: Mapped[datetime] = mapped_column(index=True)
    expires_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    """The time when the message was safely on its way; of an unknown number, when it would have been."""
    sends_in_doubt: Mapped[int]
    """How often the sending was begun and nobody knows whether the message left."""


class SignIn(Base):
    """One device's sign-in: the family of all tokens that follow from one code."""

    __tablename__ = "sign_in"
    __table_args__ = (
        Index("ix_sign_in_familiar", "opened_at", postgresql_where=text("address_digest IS NOT NULL")),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("person.id"), index=True)
    opened_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address_digest: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """Where it was opened from; kept for sixty days, ended or not."""


class SignInFailure(Base):
    """A wrong or old code was tried; kept for an hour, until the next from anywhere."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_address_at", "address_digest", "at"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    address_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(index=True)


class SealCheck(Base):
    """The seal of a document was checked from an address; kept for an hour, until the next from anywhere."""

    __tablename__ = "seal_check"
    __table_args__ = (Index("ix_seal_check_address_at", "address_digest", "at"),)

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    address_digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    at: Mapped[datetime] = mapped_column(index=True)


class AccessToken(Base):
    __tablename__ = "access_token"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[str] = mapped_column(String(36))
    expires_at: Mapped[datetime] = mapped_column(index=True)


class RefreshToken(Base):
    __tablename__ = "refresh_token"

    digest: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    sign_in_id: Mapped[str] = mapped_column(ForeignKey("sign_in.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]
