"""What a person reads of their cases. Of what is not theirs it is said that it is not there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from ministry.audit import note
from ministry.auth import PersonId
from ministry.cases.tables import Ask, Case, CaseEvent, CasePaper, Decision, Message
from ministry.cases.views import case_head, case_in_full, message_view
from ministry.content import ContentStore
from ministry.context import Context
from ministry.contract import answers
from ministry.database import Session
from ministry.http.pages import Page, paged
from ministry.letters.archive import RECEIPT, Letters
from ministry.problems import NotTheirs, Problem
from ministry.requests.tables import Request

_RECEIPT_WAIT = timedelta(minutes=5)
"""After it the job of a receipt is not under way any more, or never was."""
_UNREAD = (
    select(func.count())
    .select_from(Message)
    .where(Message.case_id == Case.id, Message.sender == "agency", Message.read_at.is_(None))
    .scalar_subquery()
    .label("unread")
)
_HEAD = (Case.id, Case.state, Case.updated_at, Request.seq, Request.reference, Request.service_id, _UNREAD)
_WHOLE = (
    select(Case, Request, Decision, _UNREAD)
    .join(Request, Request.id == Case.id)
    .outerjoin(Decision, Decision.case_id == Case.id)
)


async def owned(session: Session, person_id: str, case_id: str, *, to_write: bool = False) -> Case:
    """Return the person's case. Raises `not-found`.

    `to_write` keeps everybody else from writing in it meanwhile.
    """
    case = await session.get(Case, case_id, with_for_update=to_write or None)
    if case is None:
        raise Problem("not-found")
    if case.person_id != person_id:
        raise NotTheirs(case_id)
    return case


class CaseReader:
    def __init__(self, context: Context, content: ContentStore, letters: Letters) -> None:
        self._context = context
        self._content = content
        self._letters = letters

    async def page(self, person_id: PersonId, page: Page) -> answers.CasePage:
        """Return a page of cases, the newest request first."""
        query = (
            select(*_HEAD).join(Request, Request.id == Case.id).where(Request.person_id == person_id)
        ).order_by(Request.seq.desc())
        if page.after is not None:
            query = query.where(Request.seq < page.after)
        async with self._context.database.look() as session:
            rows = (await session.execute(query.limit(page.limit + 1))).all()
        items, next_ = paged(page, rows, lambda row: row.seq, lambda row: case_head(row, row, row.unread))
        return {"items": items, "next": next_}

    async def get(self, person_id: PersonId, case_id: str) -> answers.Case:
        """Return the case in full. Raises `not-found`.

        A receipt that lacks for too long is asked for again.
        """
        case, received_at = await self._read(person_id, case_id)
        has_receipt = any(paper["kind"] == RECEIPT for paper in case["papers"])
        if not has_receipt and self._context.clock() - received_at > _RECEIPT_WAIT:
            await self._letters.want_receipt(case_id)
        return case

    async def _read(self, person_id: PersonId, case_id: str) -> tuple[answers.Case, datetime]:
        async with self._context.database.read() as session:
            found = (await session.execute(_WHOLE.where(Case.id == case_id))).one_or_none()
            if found is None:
                raise Problem("not-found")
            case, request, decision, unread = found
            if case.person_id != person_id:
                raise NotTheirs(case_id)
            papers = await session.scalars(
                select(CasePaper).where(CasePaper.case_id == case_id).order_by(CasePaper.seq)
            )
            told = case_in_full(
                case,
                request,
                unread,
                events=await session.scalars(
                    select(CaseEvent).where(CaseEvent.case_id == case_id).order_by(CaseEvent.seq)
                ),
                asks=await session.scalars(select(Ask).where(Ask.case_id == case_id).order_by(Ask.seq)),
                decision=decision,
                papers=papers.all(),
            )
        return told, request.received_at

    async def messages(self, person_id: PersonId, case_id: str, page: Page) -> answers.MessagePage:
        """Return a page of messages, oldest first. Raises `not-found`.

        Those of the agency in it count as read.
        """
        query = select(Message).where(Message.case_id == case_id).order_by(Message.seq).limit(page.limit + 1)
        if page.after is not None:
            query = query.where(Message.seq > page.after)
        async with self._context.database.read() as session:
            await owned(session, person_id, case_id)
            rows = (await session.scalars(query)).all()
        given = [row.seq for row in rows[: page.limit] if row.sender == "agency" and row.read_at is None]
        if given:
            now = self._context.clock()
            async with self._context.database.write() as session:
                unread = update(Message).where(Message.seq.in_(given), Message.read_at.is_(None))
                await session.execute(unread.values(read_at=now))
                await note(session, now, person_id, "listMessages", case_id)
        items, next_ = paged(page, rows, lambda row: row.seq, message_view)
        return {"items": items, "next": next_}

    async def paper(self, person_id: PersonId, case_id: str, paper_id: str) -> tuple[CasePaper, bytes]:
        """Return a paper of the fund and its bytes.

        Raises `not-found` or `BlobStoreError`.
        """
        async with self._context.database.read() as session:
            await owned(session, person_id, case_id)
            found = await session.scalar(
                select(CasePaper).where(CasePaper.id == paper_id, CasePaper.case_id == case_id)
            )
        if found is None:
            raise Problem("not-found")
        return found, await self._content.read(found.sha256)
