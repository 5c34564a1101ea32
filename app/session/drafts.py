"""Writing a request: started with what is known, kept at every keystroke, checked, sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence, Set
from contextlib import suppress
from dataclasses import replace

from app.session.documents import keep_document, let_go
from app.session.session import CurrentSession, NoProfileError, Session
from i18n import Words
from i18n.answers import answer_words
from screens.given import OpenDraft, PickedFile, ReviewRow
from services.clock import rfc3339
from services.drafts import KIND as DRAFT
from services.errors import VaultError
from services.forms.answers import answers
from services.forms.conditions import visible_questions
from services.forms.migrate import migrate
from services.forms.prefill import prefill, said
from services.forms.progress import is_done
from services.forms.steps import place_of, steps
from services.forms.summary import summary
from services.forms.text import whole_input
from services.forms.time_limits import running_limits
from services.forms.validation import check_form
from services.ids import uuid7
from services.models.catalogue import Group, Question
from services.models.document import Document
from services.models.form import FieldProblem, RunningLimit
from services.models.request import AttachedPaper, Draft, RawInput, Request
from services.models.step import Step


class DraftActions:
    """`on_written` learns that a draft was written in, sent or deleted here."""

    def __init__(self, session: CurrentSession, on_written: Callable[[], None]) -> None:
        self._session = session
        self._on_written = on_written

    async def start(self, service_id: str) -> str:
        session = self._session()
        profile = session.profile
        catalogue = await session.catalogue.load()
        service = catalogue.service(service_id) if catalogue else None
        if service is None:
            raise KeyError(service_id)
        known = await asyncio.to_thread(profile.people.known)
        now = rfc3339(session.clock.now())
        draft = Draft(
            id=uuid7(session.clock),
            service_id=service_id,
            form_version=service.form.version,
            language=session.language,
            created_at=now,
            updated_at=now,
            inputs=prefill(service.form, profile.account.person, language=session.language, known=known),
        )
        await asyncio.to_thread(profile.drafts.save, draft)
        session.changed((DRAFT, draft.id))
        return draft.id

    async def open(self, draft_id: str) -> OpenDraft | None:
        session = self._session()
        profile, catalogue = session.profile, session.catalogue
        if draft_id in profile.opened_drafts:
            return profile.opened_drafts[draft_id]
        draft = await asyncio.to_thread(profile.drafts.get, draft_id)
        snapshot = await catalogue.snapshot()
        service = snapshot.catalogue.service(draft.service_id) if snapshot and draft else None
        if draft is None or snapshot is None or service is None:
            return None
        if draft.form_version != service.form.version:
            before = await catalogue.form(draft.service_id, draft.form_version)
            draft = migrate(draft, before, service.form)
        documents = {document.id: document for document in await asyncio.to_thread(profile.documents.list)}
        # One that cannot be read any more is asked for again.
        papers = {key: [each for each in kept if each in documents] for key, kept in draft.papers.items()}
        opened = OpenDraft(
            draft=replace(draft, papers=papers),
            service=service,
            form=service.form,
            wilayas=snapshot.wilayas,
            documents=documents,
        )
        return profile.opened_drafts.setdefault(draft_id, opened)

    async def discard(self, draft_id: str) -> None:
        session = self._session()
        profile = session.profile
        opened = profile.opened_drafts.pop(draft_id, None)
        await asyncio.to_thread(profile.saver.forget, draft_id)
        await asyncio.to_thread(profile.drafts.delete, draft_id)
        self._gone(session, draft_id)
        session.changed((DRAFT, draft_id))
        for documents in (opened.draft.papers if opened else {}).values():
            for document_id in documents:
                await let_go(session, document_id)

    def write(self, opened: OpenDraft, question_id: str, value: RawInput) -> None:
        opened.draft.inputs[question_id] = whole_input(value)
        self._answered(opened, question_id)

    def looked_at(self, opened: OpenDraft, questions: Set[str]) -> None:
        if not questions & {*opened.draft.needs_look}:
            return
        opened.draft.needs_look = [each for each in opened.draft.needs_look if each not in questions]
        self._changed(opened)

    def stand_at(self, opened: OpenDraft, step_id: str) -> None:
        opened.draft.group = step_id
        self._changed(opened)

    def steps(self, opened: OpenDraft, *, one_each: bool) -> list[Step]:
        return steps(opened.form, opened.draft.inputs, one_each=one_each)

    def place_of(self, opened: OpenDraft, at: str | None, among: Sequence[Step]) -> int:
        return place_of(at, among, opened.draft.inputs, opened.draft.papers)

    def is_done(self, opened: OpenDraft, question: Question) -> bool:
        return is_done(question, opened.draft.inputs, opened.draft.papers)

    def review(self, opened: OpenDraft, words: Words) -> list[tuple[Group, list[ReviewRow]]]:
        return [
            (
                group,
                [
                    ReviewRow(question, answer_words(value, opened.wilayas, opened.documents, words))
                    for question, value in rows
                ],
            )
            for group, rows in summary(opened.form, opened.draft.inputs, opened.draft.papers)
        ]

    def doubtful(self, opened: OpenDraft) -> list[tuple[str, Document]]:
        attached = (
            (question.id, opened.documents.get(document_id))
            for question in visible_questions(opened.form, opened.draft.inputs)
            for document_id in opened.draft.papers.get(question.id, [])
        )
        return [(key, each) for key, each in attached if each and each.report and not each.report.ok]

    def check(self, opened: OpenDraft, question: Question) -> FieldProblem | None:
        return next((each for each in self.check_all(opened) if each.question_id == question.id), None)

    def check_all(self, opened: OpenDraft) -> list[FieldProblem]:
        draft = opened.draft
        return check_form(opened.form, draft.inputs, draft.papers, self._session().today, draft.refused)

    def time_limits(self, opened: OpenDraft) -> list[RunningLimit]:
        today = self._session().today
        return running_limits(opened.service.time_limits, opened.form, opened.draft.inputs, today)

    async def send(self, opened: OpenDraft) -> None:
        """Send a draft, unless another window sent or deleted it."""
        session, draft = self._session(), opened.draft
        profile = session.profile
        if not _is_open(session, opened):
            return
        request = Request(
            id=draft.id,
            service_id=draft.service_id,
            form_version=opened.form.version,
            language=draft.language,
            created_at=draft.created_at,
            answers=answers(opened.form, draft.inputs),
            papers=_attached(opened),
        )
        # From here on no window writes into it, or a late writing would bring it back as a draft.
        del profile.opened_drafts[draft.id]
        sent = replace(draft, form_version=opened.form.version, refused={})
        try:
            await asyncio.to_thread(profile.saver.forget, draft.id)
            change = await asyncio.to_thread(profile.requests.send, sent, request)
        except VaultError:
            profile.opened_drafts[draft.id] = opened
            profile.saver.changed(draft)
            raise
        profile.outbox.added()
        await asyncio.to_thread(profile.people.learn, said(opened.form, draft.inputs))
        self._gone(session, draft.id)
        session.events.on_change(change)

    async def add_document(
        self, opened: OpenDraft, question_id: str, file: PickedFile, progress: Callable[[float], None]
    ) -> None:
        session = self._session()
        profile = session.profile
        document = await keep_document(session, file, progress)
        for each in (opened, *profile.opened_drafts.values()):
            each.documents[document.id] = document
        await self.attach_kept(opened, question_id, document.id)

    async def attach_kept(self, opened: OpenDraft, question_id: str, document_id: str) -> None:
        opened.draft.papers.setdefault(question_id, []).append(document_id)
        self._answered(opened, question_id)
        await asyncio.to_thread(self._session().profile.saver.flush)

    async def remove_document(self, opened: OpenDraft, question_id: str, document_id: str) -> None:
        session = self._session()
        kept = [key for key in opened.draft.papers.get(question_id, []) if key != document_id]
        opened.draft.papers[question_id] = kept
        self._answered(opened, question_id)
        await asyncio.to_thread(session.profile.saver.flush)
        await let_go(session, document_id)

    async def keep_as_is(self, opened: OpenDraft, document_id: str) -> None:
        profile = self._session().profile
        document = await asyncio.to_thread(profile.documents.keep_as_is, document_id)
        for each in (opened, *profile.opened_drafts.values()):
            if document_id in each.documents:
                each.documents[document_id] = document

    def _answered(self, opened: OpenDraft, question_id: str) -> None:
        """Forget what was said of the answer before."""
        opened.draft.refused.pop(question_id, None)
        opened.draft.needs_look = [each for each in opened.draft.needs_look if each != question_id]
        self._changed(opened)

    def _changed(self, opened: OpenDraft) -> None:
        with suppress(NoProfileError):  # a key may still come after the profile closed
            session = self._session()
            if not _is_open(session, opened):
                return  # sent, deleted or closed in another window; this one is about to say so
            opened.draft.updated_at = rfc3339(session.clock.now())
            session.profile.saver.changed(opened.draft)
            self._on_written()

    def _gone(self, session: Session, draft_id: str) -> None:
        # Another window may have opened it in the very moment in which it went.
        session.profile.opened_drafts.pop(draft_id, None)
        self._on_written()


def _is_open(session: Session, opened: OpenDraft) -> bool:
    return session.profile.opened_drafts.get(opened.draft.id) is opened


def _attached(opened: OpenDraft) -> list[AttachedPaper]:
    asked = [question for question in visible_questions(opened.form, opened.draft.inputs) if question.paper]
    return [
        AttachedPaper(question.id, document_id, opened.documents[document_id].sha256)
        for question in asked
        for document_id in opened.draft.papers.get(question.id, [])
    ]
