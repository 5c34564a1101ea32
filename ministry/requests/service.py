"""Takes requests exactly once."""

from __future__ import annotations

import json
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ministry.auth import PersonId
from ministry.cases.tables import Case, CaseEvent
from ministry.clock import rfc3339
from ministry.context import Context
from ministry.forms.checking import check
from ministry.http.bodies import Received
from ministry.http.pages import Page, paged
from ministry.ids import new_id
from ministry.papers import attach
from ministry.problems import Problem
from ministry.publishing.service import Publisher
from ministry.requests.bodies import RequestBody
from ministry.requests.references import new_reference
from ministry.requests.tables import Request
from ministry.uploads import UploadStore

ALGERIA = ZoneInfo("Africa/Algiers")
_REFERENCES_TRIED = 5


class Requests:
    """Thread-safe."""

    def __init__(self, context: Context, publisher: Publisher, uploads: UploadStore) -> None:
        self._context = context
        self._publisher = publisher
        self._uploads = uploads

    def send(
        self, person_id: PersonId, request_id: str, body: Received[RequestBody]
    ) -> tuple[dict[str, Any], bool]:
        """The receipt, and whether the request was taken now. The same body again is answered before anything
        else is looked at: a form that was withdrawn meanwhile does not unmake a request.

        Raises `conflict`, `not-found`, `validation`, `form-withdrawn` or `paper-missing`.
        """
        if earlier := self._earlier(person_id, request_id, body.digest):
            return earlier, False
        for _ in range(_REFERENCES_TRIED):
            try:
                return self._take(person_id, request_id, body), True
            except IntegrityError:
                # The same request came twice at once, or (once in many millions) the reference is in use.
                if earlier := self._earlier(person_id, request_id, body.digest):
                    return earlier, False
        raise Problem("unavailable", headers={"Retry-After": "5"})

    def receipts(self, person_id: PersonId, page: Page) -> dict[str, Any]:
        """A page of receipts, newest first."""
        query = (
            select(Request)
            .where(Request.person_id == person_id)
            .order_by(Request.seq.desc())
            .limit(page.limit + 1)
        )
        if page.after is not None:
            query = query.where(Request.seq < page.after)
        with self._context.database.read() as session:
            rows = session.scalars(query).all()
        return paged(page, rows, lambda row: row.seq, receipt)

    def get(self, person_id: PersonId, request_id: str) -> dict[str, Any]:
        """The request as it was sent, and its receipt. Raises `not-found`."""
        with self._context.database.read() as session:
            found = session.scalar(
                select(Request).where(Request.id == request_id, Request.person_id == person_id)
            )
        if found is None:
            raise Problem("not-found")
        return {"request": {"id": found.id, **json.loads(found.body)}, "receipt": receipt(found)}

    def _earlier(self, person_id: str, request_id: str, digest: bytes) -> dict[str, Any] | None:
        with self._context.database.read() as session:
            found = session.scalar(select(Request).where(Request.id == request_id))
        if found is None:
            return None
        if found.person_id != person_id:
            raise Problem("not-found")
        if found.body_digest != digest:
            raise Problem("conflict")
        return receipt(found)

    def _take(self, person_id: str, request_id: str, body: Received[RequestBody]) -> dict[str, Any]:
        """Request, papers, case and receipt in one transaction. The papers are looked up in it too, so that
        none can be given up between the look and the commit.
        """
        value = body.value
        with self._context.database.read() as session:
            form = self._publisher.edition(session).form(value.service_id, value.form_version)
        self._check(form, value)
        now = self._context.clock()
        request = Request(
            id=request_id,
            person_id=person_id,
            service_id=value.service_id,
            form_version=value.form_version,
            language=value.language,
            body=body.text,
            body_digest=body.digest,
            reference=new_reference(),
            received_at=now,
        )
        with self._context.database.write() as session:
            papers = attach(self._uploads, session, person_id, value.papers, request_id=request_id)
            session.add(request)
            session.flush()
            session.add(
                Case(id=request_id, person_id=person_id, state="received", state_since=now, updated_at=now)
            )
            session.flush()
            session.add(CaseEvent(id=new_id(now), case_id=request_id, at=now, kind="received"))
            session.add_all(papers)
        return receipt(request)

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


def receipt(request: Request) -> dict[str, Any]:
    return {
        "id": request.id,
        "reference": request.reference,
        "service_id": request.service_id,
        "received_at": rfc3339(request.received_at),
    }
