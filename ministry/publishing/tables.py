"""Every form that was ever published, so that a draft written against an older version can still be sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from ministry.database import Base


class PublishedForm(Base):
    """A version of a service's form. Taken until it is withdrawn."""

    __tablename__ = "published_form"

    service_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[str] = mapped_column(String(32), primary_key=True)
    groups: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    replaced_by: Mapped[str | None] = mapped_column(String(32))
    """The version that was published when this one was withdrawn."""
