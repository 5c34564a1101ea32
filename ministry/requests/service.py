"""The taking of requests, exactly once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from psycopg.errors import UniqueViolation
from sqlalchemy import String, bindparam, exists, insert, literal, select, true, type_coerce
from sqlalchemy.exc import IntegrityError

from ministry.audit import line
from ministry.auth import Asker, PersonId, with_person
from ministry.cases import steps
from ministry.cases.tables import Case, CaseEvent
from ministry.clock import rfc3339
from ministry.context import Context
from ministry.contract import answers
from ministry.contract.answers import Receipt, ReceiptPage, RequestWithReceipt
from ministry.contract.bodies import RequestBody
from ministry.database import Moment
from ministry.forms.checking import check
from ministry.http.bodies import Received
from ministry.http.pages import Page, paged
from ministry.ids import new_id
from ministry.letters.archive import MAKE_RECEIPT
from ministry.papers import attach
from ministry.pools import BusyError
from ministry.problems import NotTheirs, Problem
from ministry.publishing.service import REVISION, Edition, Publisher
from ministry.quotas import HOLDING, turn_of, used_up
from ministry.requests.references import new_reference
from ministry.requests.tables import Request
from ministry.statements import Statement

ALGERIA = ZoneInfo("Africa/Algiers")
_TRIES = 5
_RECEIPT = (Request.id, Request.service_id, Request.reference, Request.received_at)
_EARLIER_AND_REVISION = (*_RECEIPT, Request.person_id, Request.body_digest, REVISION)


_EARLIER = Statement(
    with_person(*_EARLIER_AND_REVISION)
    .join(REVISION, true())
    .join(Request, Request.id == bindparam("wanted"), isouter=True)
)
"""The request that came before, if there is one, and what is published now."""
KEPT = Statement(
    with_person(*_RECEIPT, Request.person_id, Request.body).join(
        Request, Request.id == bindparam("wanted"), isouter=True
    )
)
"""A request as it was sent."""


def _taken() -> Statement:
    """Return the statement that takes a request.

    Nothing is written where the sign-in has ended, the request is there already, the person's quota is used up, or
    another form was published or withdrawn. The row says whether it was, and since when the quota is.
    """
    now: Any = bindparam("now", type_=Moment)
    person_id: Any = bindparam("person_id", type_=String)
    request_id: Any = bindparam("request_id", type_=String)
    holding = select(HOLDING).cte("holding")
    can_be = (
        holding.c.is_signed_in,
        holding.c.used_at.is_(None),
        holding.c.published == bindparam("published"),
        holding.c.withdrawn == bindparam("withdrawn"),
        ~exists().where(Request.id == request_id),
    )
    free_cte = select(literal(1).label("one")).select_from(holding).where(*can_be).cte("free")
    own = ("service_id", "form_version", "language", "body", "body_digest", "reference")
    request = {"id": request_id, "person_id": person_id, "received_at": now}
    case = {"id": request_id, "person_id": person_id, "state": literal(steps.RECEIVED)}
    event = {"id": bindparam("event_id"), "case_id": request_id, "at": now, "kind": literal("received")}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (Request, {**request, **{name: bindparam(name) for name in own}}),
        (Case, {**case, "state_since": now, "updated_at": now}),
        (CaseEvent, event),
    ]
    parts = [
        insert(table.__table__)
        .from_select([*values], select(*_typed(table, values)).select_from(free_cte))
        .cte(f"new_{table.__tablename__}")
        for table, values in rows
    ]
    parts.append(line(now, person_id, "sendRequest", request_id, free_cte).cte("new_line"))
    parts.append(MAKE_RECEIPT.wanted(request_id, free_cte).cte("wanted_receipt"))
    is_taken = exists(select(free_cte.c.one)).label("is_taken")
    return Statement(select(is_taken, holding.c.used_at).add_cte(*parts))


def _typed(table: Any, values: dict[str, Any]) -> list[Any]:
    columns = table.__table__.columns
    return [type_coerce(value, columns[name].type) for name, value in values.items()]


_TAKEN = _taken()


class Requests:
    def __init__(self, context: Context, publisher: Publisher) -> None:
        self._context = context
        self._publisher = publisher

    async def send(self, asker: Asker, request_id: str, body: Received[RequestBody]) -> tuple[Receipt, bool]:
        """Return the receipt, and whether the request was taken now.

        It is tried with the forms that this process knows. What is refused is looked at: the same body again is
        answered before anything else, so a form that was withdrawn meanwhile does not unmake a request. Raises
        `unauthenticated`, `conflict`, `not-found`, `validation`, `form-withdrawn`, `paper-missing` or `quota-reached`.
        """
        edition = self._publisher.known
        refused: Exception = BusyError()
        for _ in range(_TRIES):
            try:
                taken = await self._sent(asker, request_id, body, edition) if edition else None
            except (Problem, UniqueViolation, IntegrityError) as error:
                # Another has the id, which the look finds; or, once in many millions, the reference.
                taken, refused = None, error
            if taken is not None:
                return taken, True
            earlier = await asker.look(_EARLIER, wanted=request_id)
            if earlier.id is not None:
                return _again(earlier, asker.person_id, body.digest), False
            revision = earlier.published, earlier.withdrawn
            if isinstance(refused, Problem) and edition and edition.revision == revision:
                raise refused
            edition = await self._publisher.edition_of(revision)
        raise refused

    async def receipts(self, person_id: PersonId, page: Page) -> ReceiptPage:
        """Return a page of receipts, newest first."""
        query = (
            select(*_RECEIPT, Request.seq)
            .where(Request.person_id == person_id)
            .order_by(Request.seq.desc())
            .limit(page.limit + 1)
        )
        if page.after is not None:
            query = query.where(Request.seq < page.after)
        async with self._context.database.look() as session:
            rows = (await session.execute(query)).all()
        items, next_ = paged(page, rows, lambda row: row.seq, receipt)
        return {"items": items, "next": next_}

    def get(self, person_id: PersonId, request_id: str, found: Any) -> RequestWithReceipt:
        """Return the request as sent, and its receipt. Raises `not-found`.

        `found` is what `KEPT` found.
        """
        if found.id is None:
            raise Problem("not-found")
        if found.person_id != person_id:
            raise NotTheirs(request_id)
        request = cast("answers.Request", {"id": found.id, **json.loads(found.body)})
        return {"request": request, "receipt": receipt(found)}

    async def _sent(
        self, asker: Asker, request_id: str, body: Received[RequestBody], edition: Edition
    ) -> Receipt | None:
        """Take a new request if token and edition are valid.

        One without papers takes a single statement.
        """
        value, now, reference = body.value, self._context.clock(), new_reference()
        person_id, database = asker.person_id, self._context.database
        self._check(edition.form(value.service_id, value.form_version), value)
        told = {
            "request_id": request_id,
            "person_id": person_id,
            "service_id": value.service_id,
            "form_version": value.form_version,
            "language": value.language,
            "body": body.text,
            "body_digest": body.digest,
            "reference": reference,
            "event_id": new_id(now),
            "now": now,
            "published": edition.revision[0],
            "withdrawn": edition.revision[1],
            **asker.told("sendRequest", now),
        }
        turn = turn_of(person_id)
        if not value.papers:
            done = await database.row(_TAKEN, turn, **told)
        else:
            # The papers are looked up in the transaction too: none can be given up between the look and the commit.
            async with database.begin(turn) as session:
                done = (await session.execute(_TAKEN.element, told)).one()
                if done.is_taken:
                    await attach(session, person_id, value.papers, request_id=request_id)
        if done.used_at is not None:
            raise used_up(done.used_at, now)
        return _told(request_id, reference, value.service_id, now) if done.is_taken else None

    def _check(self, form: dict[str, Any], value: RequestBody) -> None:
        errors = check(
            form,
            value.answers,
            [paper.question_id for paper in value.papers],
            places=self._publisher.communes,
            today=self._context.clock().astimezone(ALGERIA).date(),
        )
        if errors:
            raise Problem("validation", errors=errors)


def _again(found: Any, person_id: str, digest: bytes) -> Receipt:
    """Return the stored receipt. Raises `not-found` or `conflict`."""
    if found.person_id != person_id:
        raise NotTheirs(found.id)
    if found.body_digest != digest:
        raise Problem("conflict")
    return receipt(found)


def receipt(request: Any) -> Receipt:
    """Return the receipt of a request, or of columns of one."""
    return _told(request.id, request.reference, request.service_id, request.received_at)


def _told(request_id: str, reference: str, service_id: str, received_at: datetime) -> Receipt:
    return {
        "id": request_id,
        "reference": reference,
        "service_id": service_id,
        "received_at": rfc3339(received_at),
    }
