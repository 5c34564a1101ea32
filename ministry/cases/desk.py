"""What the agency does with a case: an agent at the terminal, or the demonstration's clerk."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, update

from ministry.audit import CLERK, note
from ministry.auth.tables import Person
from ministry.cases import steps
from ministry.cases.agency_text import agency_message, require_text
from ministry.cases.errors import DeskError
from ministry.cases.tables import Ask, Case, Decision, Message
from ministry.clock import rfc3339
from ministry.context import Context
from ministry.database import Session
from ministry.forms.conditions import questions
from ministry.ids import new_id
from ministry.letters.archive import Letters
from ministry.letters.errors import LetterError, UnsealableError
from ministry.letters.words import written_in
from ministry.publishing.service import Publisher
from ministry.publishing.tables import PublishedForm
from ministry.requests.tables import AttachedPaper, Request
from ministry.text import is_one_line

MOST_WAITING = 500
"""Cases of one list."""


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that is not decided, as a list shows it."""

    case_id: str
    reference: str
    service_id: str
    state: str
    received_at: str


@dataclass(frozen=True, slots=True)
class File:
    """All that an agent reads of a case. `form` is the one that the answers were written for."""

    case: Case
    request: Request
    person: Person
    form: dict[str, Any]
    answers: dict[str, Any]
    papers: list[AttachedPaper]
    asks: list[Ask]
    messages: list[Message]


class Desk:
    """Each step is one short transaction. Cases are named by id or by reference; DeskError if there is none.

    The agency writes in the language of the request, in French to a person who wrote in Kabyle.
    """

    def __init__(self, context: Context, publisher: Publisher, letters: Letters, who: str = CLERK) -> None:
        """Take the parts; `who` is named in the audit trail."""
        self._context = context
        self._publisher = publisher
        self._letters = letters
        self._who = who

    def of(self, who: str) -> Desk:
        """Return the same desk with somebody else at it."""
        return Desk(self._context, self._publisher, self._letters, who)

    async def waiting(self) -> list[Waiting]:
        """Return the `MOST_WAITING` oldest cases to be worked on."""
        query = (
            select(Case.id, Request.reference, Request.service_id, Case.state, Request.received_at)
            .join(Request, Request.id == Case.id)
            .where(Case.state.in_((steps.RECEIVED, steps.IN_REVIEW, steps.WAITING)))
            .order_by(Request.seq)
            .limit(MOST_WAITING)
        )
        async with self._context.database.look() as session:
            rows = (await session.execute(query)).all()
        return [
            Waiting(row.id, row.reference, row.service_id, row.state, rfc3339(row.received_at))
            for row in rows
        ]

    async def open(self, name: str) -> File:
        """Return all of a case. Reading it is noted."""
        async with self._context.database.write() as session:
            case, request = await _found(session, name)
            await self._note(session, "agent.open", case.id)
            return File(
                case=case,
                request=request,
                person=await session.get_one(Person, case.person_id),
                form=await _form(session, request),
                answers=json.loads(request.body)["answers"],
                papers=list(
                    await session.scalars(select(AttachedPaper).where(AttachedPaper.request_id == case.id))
                ),
                asks=list(await session.scalars(select(Ask).where(Ask.case_id == case.id).order_by(Ask.seq))),
                messages=list(
                    await session.scalars(
                        select(Message).where(Message.case_id == case.id).order_by(Message.seq)
                    )
                ),
            )

    async def review(self, name: str) -> None:
        """Begin to read a received case.

        Does nothing if it is already being read.
        """
        async with self._context.database.write() as session:
            case, _ = await _found(session, name)
            if case.state == steps.RECEIVED:
                steps.move(session, case, steps.IN_REVIEW, steps.IN_REVIEW, self._context.clock())
                await self._note(session, "agent.review", case.id)

    async def ask(self, name: str, question_id: str, reason: str, due_on: date | None = None) -> str:
        """Ask for the paper of a question; return the ask's id.

        Again or for the first time.
        """
        require_text(reason, "reason")
        now = self._context.clock()
        async with self._context.database.write() as session:
            case, request = await _open(session, name)
            question = next(
                (item for item in questions(await _form(session, request)) if item["id"] == question_id), None
            )
            if question is None or question["type"] != "paper":
                raise DeskError(f"{question_id} is no paper of this form")
            ask = Ask(
                id=new_id(now),
                case_id=case.id,
                question_id=question_id,
                label=question["label"],
                reason=reason,
                reason_language=written_in(request.language),
                asked_at=now,
                due_on=due_on,
            )
            session.add(ask)
            steps.move(session, case, steps.WAITING, "paper_asked", now)
            await self._note(session, "agent.ask", ask.id)
        return ask.id

    async def message(self, name: str, text: str) -> None:
        """Write to the person, in the language of the request."""
        now = self._context.clock()
        async with self._context.database.write() as session:
            case, request = await _found(session, name)
            message = agency_message(case, request, text, now)
            steps.say(session, case, message, now)
            await self._note(session, "agent.message", message.id)

    async def read_messages(self, name: str) -> None:
        """Mark what the person wrote as read."""
        async with self._context.database.write() as session:
            case, _ = await _found(session, name)
            unread = update(Message).where(
                Message.case_id == case.id, Message.sender == "person", Message.read_at.is_(None)
            )
            read = unread.values(read_at=self._context.clock()).returning(Message.seq)
            if (await session.execute(read)).all():
                await self._note(session, "agent.read", case.id)

    async def decide(self, name: str, outcome: str, reasons: str, paper: bytes | None = None) -> None:
        """End the case with a letter.

        `paper` is a PDF; without one, the letter is set from the reasons. The letter is on disk before the decision is.
        """
        require_text(reasons, "text of reasons")
        if outcome not in steps.OUTCOMES:
            raise DeskError(f"{outcome} is no outcome")
        if paper is not None and not paper.startswith(b"%PDF-"):
            raise DeskError("the paper is no PDF")
        now = self._context.clock()
        async with self._context.database.write() as session:
            _, request = await _open(session, name)
            service = (await self._publisher.edition(session)).services[request.service_id]
        letter = await self._letter(request, outcome, reasons, paper, now)
        async with self._letters.brought(letter), self._context.database.write() as session:
            case, request = await _open(session, name)
            session.add(
                Decision(
                    case_id=case.id,
                    outcome=outcome,
                    decided_at=now,
                    reasons=reasons,
                    reasons_language=written_in(request.language),
                    appeals=service["appeals"],
                )
            )
            await self._letters.keep_decision(session, case, letter)
            steps.move(session, case, steps.DECIDED, steps.DECIDED, now)
            await self._note(session, "agent.decide", case.id)

    async def _letter(
        self, request: Request, outcome: str, reasons: str, paper: bytes | None, now: datetime
    ) -> bytes:
        try:
            if paper is not None:
                return await self._letters.sealed(paper)
            return await self._letters.decision(request, outcome, reasons, now)
        except (LetterError, ChildProcessError) as error:
            raise DeskError(f"the letter cannot be set: {error}") from error
        except UnsealableError as error:
            raise DeskError(f"the paper cannot be sealed ({error})") from error

    async def _note(self, session: Session, operation: str, record: str) -> None:
        await note(session, self._context.clock(), self._who, operation, record)


async def _found(session: Session, name: str) -> tuple[Case, Request]:
    named = (Request.id == name) | (Request.reference == name)
    request = await session.scalar(select(Request).where(named)) if is_one_line(name) else None
    if request is None:
        raise DeskError(f"there is no case {name}")
    return await session.get_one(Case, request.id, with_for_update=True), request


async def _open(session: Session, name: str) -> tuple[Case, Request]:
    case, request = await _found(session, name)
    if case.state == steps.DECIDED:
        raise DeskError(f"{request.reference} is decided")
    return case, request


async def _form(session: Session, request: Request) -> dict[str, Any]:
    form = await session.get_one(PublishedForm, (request.service_id, request.form_version))
    return {"version": form.version, "groups": form.groups}
