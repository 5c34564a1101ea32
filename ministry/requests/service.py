"""Takes requests exactly once."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from sqlalchemy import Insert, bindparam, insert, literal, select
from sqlalchemy.exc import IntegrityError

from ministry.audit import line
from ministry.auth import PersonId
from ministry.cases import steps
from ministry.cases.tables import Case, CaseEvent
from ministry.clock import rfc3339
from ministry.context import Context
from ministry.contract import answers
from ministry.contract.answers import Receipt, ReceiptPage, RequestWithReceipt
from ministry.contract.bodies import RequestBody
from ministry.database import Session
from ministry.forms.checking import check
from ministry.http.bodies import Received
from ministry.http.pages import Page, paged
from ministry.ids import new_id
from ministry.papers import attach
from ministry.problems import NotTheirs, Problem
from ministry.publishing.service import REVISION, Publisher
from ministry.quotas import hold
from ministry.requests.references import new_reference
from ministry.requests.tables import Request
from ministry.uploads import UploadStore

ALGERIA = ZoneInfo("Africa/Algiers")
_REFERENCES_TRIED = 5
_RECEIPT = (Request.id, Request.service_id, Request.reference, Request.received_at)
_EARLIER = (
    select(*_RECEIPT, Request.person_id, Request.body_digest, REVISION)
    .select_from(REVISION)
    .join(Request, Request.id == bindparam("wanted"), isouter=True)
)
"""The request that came before, if there is one, and what is published now: in one look."""


def _taken() -> Insert:
    """One statement that writes a request, its case, the first event of it and the line of the audit trail."""
    now: Any = bindparam("now")
    person_id: Any = bindparam("person_id")
    request_id: Any = bindparam("request_id")
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
        insert(table.__table__).values(values).cte(f"new_{table.__tablename__}") for table, values in rows
    ]
    return line(now, person_id, "sendRequest", request_id).add_cte(*parts)


_TAKEN = _taken()


class Requests:
    def __init__(self, context: Context, publisher: Publisher, uploads: UploadStore) -> None:
        self._context = context
        self._publisher = publisher
        self._uploads = uploads

    async def send(
        self, person_id: PersonId, request_id: str, body: Received[RequestBody]
    ) -> tuple[Receipt, bool]:
        """The receipt, and whether the request was taken now. The same body again is answered before anything
        else is looked at: a form that was withdrawn meanwhile does not unmake a request.

        Raises `conflict`, `not-found`, `validation`, `form-withdrawn`, `paper-missing` or `quota-reached`.
        """
        for _ in range(_REFERENCES_TRIED):
            try:
                # The person's other transactions have ended then: one of them may have brought it.
                async with self._context.database.write(f"person:{person_id}") as session:
                    return await self._sent(session, person_id, request_id, body)
            except IntegrityError as error:
                # Another person has the id, which the next try finds; or, once in many millions, the reference.
                again = error
        raise again

    async def receipts(self, person_id: PersonId, page: Page) -> ReceiptPage:
        """A page of receipts, newest first."""
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

    async def get(self, person_id: PersonId, request_id: str) -> RequestWithReceipt:
        """The request as it was sent, and its receipt. Raises `not-found`."""
        kept = select(*_RECEIPT, Request.person_id, Request.body).where(Request.id == request_id)
        found = await self._context.database.row(kept)
        if found is None:
            raise Problem("not-found")
        if found.person_id != person_id:
            raise NotTheirs(request_id)
        request = cast("answers.Request", {"id": found.id, **json.loads(found.body)})
        return {"request": request, "receipt": receipt(found)}

    async def _sent(
        self, session: Session, person_id: PersonId, request_id: str, body: Received[RequestBody]
    ) -> tuple[Receipt, bool]:
        value, now = body.value, self._context.clock()
        found = (await session.execute(_EARLIER, {"wanted": request_id})).one()
        if found.id is not None:
            return _again(found, person_id, body.digest), False
        edition = await self._publisher.edition(session, (found.published, found.withdrawn))
        self._check(edition.form(value.service_id, value.form_version), value)
        await hold(session, self._context.settings.quotas, person_id, "sendRequest", now)
        return await self._take(session, person_id, request_id, body, now), True

    async def _take(
        self,
        session: Session,
        person_id: PersonId,
        request_id: str,
        body: Received[RequestBody],
        now: datetime,
    ) -> Receipt:
        """Request, papers, case and receipt in one transaction. The papers are looked up in it too, so that
        none can be given up between the look and the commit.
        """
        value, reference = body.value, new_reference()
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
        }
        await session.execute(_TAKEN, told)
        await attach(self._uploads, session, person_id, value.papers, request_id=request_id)
        return _told(request_id, reference, value.service_id, now)

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
    """The stored answer to what was taken before. Raises `not-found` or `conflict`."""
    if found.person_id != person_id:
        raise NotTheirs(found.id)
    if found.body_digest != digest:
        raise Problem("conflict")
    return receipt(found)


def receipt(request: Any) -> Receipt:
    """`request` is one, or the columns of it that make a receipt."""
    return _told(request.id, request.reference, request.service_id, request.received_at)


def _told(request_id: str, reference: str, service_id: str, received_at: datetime) -> Receipt:
    return {
        "id": request_id,
        "reference": reference,
        "service_id": service_id,
        "received_at": rfc3339(received_at),
    }
