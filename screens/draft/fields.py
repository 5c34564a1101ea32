"""The fields of a screen of questions, with what is said of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import flet as ft

from i18n import Words
from i18n.problems import describe
from screens.components import layout
from screens.components.notice import Tone, notice
from screens.components.terms import Terms, terms_of
from screens.draft.following import Limits, Typed
from screens.draft.papers import PaperField
from screens.draft.question import answer_field, question_words
from screens.given import OpenDraft, PickedFile
from screens.ports import Actions
from services.errors import QaribError
from services.models.catalogue import Question, QuestionType, controlling
from services.models.request import RawInput


@dataclass(frozen=True, slots=True)
class Asking:
    """What every field of a screen needs."""

    opened: OpenDraft
    advice: Mapping[str, str]
    """Question id → what is wrong."""
    not_taken: dict[str, str]
    """Question id → why a file was not taken; the paper fields write into it, for the summary."""
    actions: Actions
    refresh: Callable[[], None]
    """Shows what depends on an answer."""
    typed: Typed
    """Tells what follows the answers."""
    simple: bool
    t: Words


def fields(questions: Sequence[Question], of: Asking) -> list[ft.Control]:
    shown: list[ft.Control] = []
    controls = controlling(of.opened.form)
    starts = {start for limit in of.opened.service.time_limits for start in limit.counts_from}
    for question in questions:
        if question.id in of.opened.draft.needs_look:
            changed = of.t("This question changed. Please look at it again.")
            shown.append(notice(changed, tone=Tone.ATTENTION))
        if question.type is QuestionType.PAPER:
            field = _paper(question, of)
        else:
            field = _answer(question, of, typed_controls=question.id in controls)
        if question.id in starts:
            limits: ft.Control = Limits(of.opened, question.id, of.typed)
            field = layout.stack([field, limits])
        shown.append(layout.keyed(field if of.simple else _with_terms(question, field, of.t), question.id))
    return shown


def _with_terms(question: Question, field: ft.Control, t: Words) -> ft.Control:
    terms = terms_of(*(t.text_in(said) for said in (question.label, question.help) if said))
    return layout.stack([field, Terms(terms, t)]) if terms else field


def _answer(question: Question, of: Asking, *, typed_controls: bool) -> ft.Control:
    """Make the field of a question, which keeps what is typed.

    The screen is rendered again only where something depends on it.
    """

    def keep(value: RawInput) -> None:
        of.actions.drafts.write(of.opened, question.id, value)
        of.typed.tell()
        if typed_controls:
            of.refresh()

    def choose(value: RawInput) -> None:
        of.actions.drafts.write(of.opened, question.id, value)
        of.refresh()

    words = question_words(question, of.advice.get(question.id, ""), of.t, titled=of.simple)
    find = of.actions.services.find_places
    field: ft.Control = answer_field(question, words, of.opened, keep, choose, find, of.t, pictured=of.simple)
    return field


def _paper(question: Question, of: Asking) -> ft.Control:
    opened, actions = of.opened, of.actions

    async def add(file: PickedFile, progress: Callable[[float], None]) -> None:
        of.not_taken.pop(question.id, None)
        try:
            await actions.drafts.add_document(opened, question.id, file, progress)
        except QaribError as problem:
            of.not_taken[question.id] = describe(problem, of.t).in_one_line
            raise
        finally:
            of.refresh()

    async def remove(document_id: str) -> None:
        await actions.drafts.remove_document(opened, question.id, document_id)
        of.refresh()

    async def keep(document_id: str) -> None:
        await actions.drafts.keep_as_is(opened, document_id)
        of.refresh()

    async def reuse(document_id: str) -> None:
        await actions.drafts.attach_kept(opened, question.id, document_id)
        of.refresh()

    attached = opened.draft.papers.get(question.id, [])
    documents = [opened.documents[key] for key in attached if key in opened.documents]
    kept = [document for document in opened.documents.values() if document not in documents]
    words = question_words(question, of.advice.get(question.id, ""), of.t, titled=of.simple)
    field: ft.Control = PaperField(words, documents, question.max_files, add, remove, keep, kept, reuse)
    return field
