"""Make the letters of a case and keep them as its papers."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from anyio.to_thread import run_sync
from sqlalchemy import Select, select

from ministry.audit import note
from ministry.auth.tables import Person
from ministry.blobs import BlobStoreError
from ministry.cases import steps
from ministry.cases.tables import Case, CasePaper
from ministry.content import ContentStore
from ministry.context import Context
from ministry.database import Session
from ministry.ids import new_id
from ministry.jobs import Jobs, Queue, Work
from ministry.letters.decision import decision_letter
from ministry.letters.drafting import Draft
from ministry.letters.page import Letter
from ministry.letters.press import printed
from ministry.letters.receipt import receipt_letter
from ministry.letters.seal import Seal, Standing
from ministry.letters.words import TITLE
from ministry.publishing.service import Publisher
from ministry.publishing.tables import PublishedForm
from ministry.requests.tables import AttachedPaper, Request

RECEIPT, DECISION = "receipt", "decision"
MAKE_RECEIPT = Work("make_receipt", Queue.MINUTES, priority=-1)
"""After what is done every few seconds. Wanted in the transaction that takes the request."""


class Letters:
    """The letters of cases, and the job that makes receipts."""

    def __init__(
        self, context: Context, publisher: Publisher, content: ContentStore, seal: Seal, jobs: Jobs
    ) -> None:
        self._context = context
        self._publisher = publisher
        self._content = content
        self._seal = seal
        self._jobs = jobs
        jobs.add(MAKE_RECEIPT, self.make_receipt, retried=(BlobStoreError, OSError))

    async def want_receipt(self, case_id: str) -> None:
        """Have a receipt made for a request that has none.

        It may be older than the job, or its job failed for good.
        """
        async with self._context.database.write() as session:
            await self._jobs.want_again(session, MAKE_RECEIPT, case_id)

    async def make_receipt(self, case_id: str) -> None:
        """Make the receipt of a request once, however many ask at once.

        The case counts as changed, so that the person's devices fetch it. Raises `LetterError`.
        """
        await self._context.database.leisure()
        async with self._context.database.read() as session:
            if await session.scalar(_receipt_of(case_id)) is not None:
                return
            letter = await self._receipt(session, case_id)
        pdf = await printed(letter, self._seal)
        async with self.brought(pdf), self._context.database.write() as session:
            case = await session.get_one(Case, case_id, with_for_update=True)
            if await session.scalar(_receipt_of(case_id)) is None:
                await self._keep(session, case, RECEIPT, pdf)
                now = self._context.clock()
                steps.touch(case, now)
                await note(session, now, None, "makeReceipt", case_id)

    async def _receipt(self, session: Session, case_id: str) -> Letter:
        request = await _request(session, case_id)
        form = await session.get_one(PublishedForm, (request.service_id, request.form_version))
        own = AttachedPaper.request_id == case_id, AttachedPaper.ask_id.is_(None)
        papers = await session.scalars(select(AttachedPaper).where(*own).order_by(AttachedPaper.seq))
        return receipt_letter(
            await self._draft(session, request, request.received_at),
            {"groups": form.groups},
            papers.all(),
            self._publisher.place_names,
        )

    async def decision(self, request: Request, outcome: str, reasons: str, at: datetime) -> bytes:
        """Return the sealed letter of a decision. Raises `LetterError` or ChildProcessError."""
        async with self._context.database.read() as session:
            draft = await self._draft(session, request, at)
        return await printed(decision_letter(draft, outcome, reasons), self._seal)

    async def sealed(self, pdf: bytes) -> bytes:
        """Return a PDF that an agent handed in with the seal, once.

        Raises `UnsealableError`.
        """

        def seal_once() -> bytes:
            return pdf if self._seal.standing(pdf) is Standing.HOLDS else self._seal.sealed(pdf)

        return await run_sync(seal_once)

    def brought(self, pdf: bytes) -> AbstractAsyncContextManager[None]:
        """Bring a letter to the content for a transaction within."""
        return self._content.brought(BytesIO(pdf), sha256(pdf).hexdigest())

    async def keep_decision(self, session: Session, case: Case, pdf: bytes) -> None:
        """Keep the letter that notifies the decision, which this transaction takes."""
        await self._keep(session, case, DECISION, pdf)

    async def _draft(self, session: Session, request: Request, at: datetime) -> Draft:
        return Draft(
            edition=await self._publisher.edition(session),
            request=request,
            person=await session.get_one(Person, request.person_id),
            at=at,
            is_demo=self._context.settings.demo,
        )

    async def _keep(self, session: Session, case: Case, kind: str, pdf: bytes) -> None:
        digest = sha256(pdf).hexdigest()
        await self._content.keep(session, BytesIO(pdf), digest)
        session.add(
            CasePaper(
                id=new_id(self._context.clock()),
                case_id=case.id,
                kind=kind,
                title=TITLE[kind],
                media_type="application/pdf",
                size=len(pdf),
                sha256=digest,
            )
        )


def _receipt_of(case_id: str) -> Select[str]:
    return select(CasePaper.id).where(CasePaper.case_id == case_id, CasePaper.kind == RECEIPT)


async def _request(session: Session, case_id: str) -> Request:
    return (await session.scalars(select(Request).where(Request.id == case_id))).one()
