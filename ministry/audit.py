"""The audit trail: who did what to which record, when, and how it ended.

A line is written in the transaction of what it tells, so there is none without the other, and is never changed:
the database refuses it. It holds ids and no word of anything that a person wrote (ASVS 5.0, V16.2 and V16.3).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import FromClause, Index, Insert, String, insert, literal, select
from sqlalchemy.orm import Mapped, mapped_column

from ministry.database import Base, Session

CLERK = "clerk"
"""The demonstration's."""
DONE = "done"
DENIED = "denied"
"""Asked for by a person whose record it is not."""


class AuditLine(Base):
    __tablename__ = "audit"
    __table_args__ = (
        Index("ix_audit_who_operation_at", "who", "operation", "at"),
        Index("ix_audit_record_seq", "record", "seq"),
    )

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime]
    who: Mapped[str | None] = mapped_column(String(80))
    """The id of a person, `agent:` and the agent's account, or CLERK; None where it is not known."""
    operation: Mapped[str] = mapped_column(String(32))
    """The contract's `operationId`, `agent.` and the agent's command, or what a job did."""
    record: Mapped[str | None] = mapped_column(String(80))
    outcome: Mapped[str] = mapped_column(String(24))
    """`done`, `denied`, or the name of the problem that was answered."""


_INSERT = insert(AuditLine.__table__)  # type: ignore[arg-type]


async def note(
    session: Session,
    at: datetime,
    who: str | None,
    operation: str,
    record: str | None,
    outcome: str = DONE,
) -> None:
    """Add a line to the transaction."""
    line = {"at": at, "who": who, "operation": operation, "record": record, "outcome": outcome}
    await session.execute(_INSERT, line)


def line(at: Any, who: Any, operation: str, record: Any, only: FromClause) -> Insert:
    """Return the statement that adds a line for each row of `only`."""
    told = {"at": at, "who": who, "operation": literal(operation), "record": record, "outcome": literal(DONE)}
    return _INSERT.from_select([*told], select(*told.values()).select_from(only))


async def newest(session: Session, record: str | None, most: int) -> Sequence[AuditLine]:
    """Return the newest lines, or one record's, the oldest first."""
    query = select(AuditLine).order_by(AuditLine.seq.desc()).limit(most)
    if record is not None:
        query = query.where(AuditLine.record == record)
    return (await session.scalars(query)).all()[::-1]
