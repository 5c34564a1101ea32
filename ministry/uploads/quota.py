"""How many papers one person may bring, and how much of them, before something names them."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select

from ministry.database import Base
from ministry.direct import Executes
from ministry.quotas import LONGEST_WAIT, hold, reached
from ministry.settings import Quotas
from ministry.uploads.tables import Upload

_DAY = timedelta(days=1)
_TABLE = Base.metadata.tables[Upload.__tablename__]
_SIZE = func.coalesce(func.sum(_TABLE.c.length), 0).label("size")
_UNNAMED = select(func.count().label("count"), _SIZE).where(
    _TABLE.c.person_id == bindparam("person"),
    _TABLE.c.ended_at.is_(None),
    _TABLE.c.named.is_(False),
    or_(
        _TABLE.c.finished_at.is_not(None),
        _TABLE.c.expires_at > bindparam("now", type_=_TABLE.c.expires_at.type),
    ),
)
_SENT = select(_SIZE).where(
    _TABLE.c.person_id == bindparam("person"),
    _TABLE.c.finished_at > bindparam("since"),
    _TABLE.c.finished_at <= bindparam("now"),
)


def hold_paper(
    transaction: Executes, quotas: Quotas | None, person_id: str, length: int, now: datetime
) -> None:
    """Raise `quota-reached` if the person may not begin an upload of `length` bytes now."""
    if quotas is None:
        return
    hold(transaction, quotas, person_id, "createUpload", now)
    asked = {"person": person_id, "now": now}
    unnamed = transaction.execute(_UNNAMED, asked).one()
    sent = transaction.execute(_SENT, {**asked, "since": now - _DAY}).one()
    if (
        unnamed.count >= quotas.unnamed_papers
        or unnamed.size + length > quotas.unnamed_bytes
        or sent.size + length > quotas.paper_bytes_a_day
    ):
        raise reached(LONGEST_WAIT)
