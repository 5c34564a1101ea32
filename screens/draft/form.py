"""A request being written: one group of questions a screen. Every keystroke is in the encrypted draft."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import flet as ft

from i18n import Words
from i18n.field_problems import describe_field
from i18n.problems import describe
from screens import focus, routes
from screens.components import button, layout, text
from screens.components.error_summary import error_summary
from screens.components.frame import screen
from screens.components.notice import Tone, notice
from screens.components.waiting import Waiting
from screens.context import (
    Handler,
    use_actions,
    use_box,
    use_elsewhere,
    use_guard,
    use_loaded,
    use_ui,
    use_value,
)
from screens.draft.opening import opening
from screens.draft.papers import PaperField
from screens.draft.question import entries, question_field, question_words
from screens.ports import Actions, OpenDraft, PickedFile
from services.errors import QaribError
from services.models.catalogue import Condition, Form, Group, Question, QuestionType
from services.models.form import FieldProblem

_NOTHING: list[FieldProblem] = []


def controlling(form: Form) -> set[str]:
    """The questions on whose answer something else is shown or hidden."""

    def named(condition: Condition | None) -> set[str]:
        if condition is None:
            return set()
        parts = [*(condition.all or []), *(condition.any or []), condition.negate]
        found = {condition.question} if condition.question else set()
        return found.union(*(named(part) for part in parts))

    return {
        name for group in form.groups for question in group.questions for name in named(question.show_when)
    }


@ft.component
def DraftStart() -> ft.View:
    """Opens a draft where the person was, or at the first question that a newer form asks differently."""
    draft_id = ft.use_route_params().get("draft_id", "")
    actions, t = use_actions(), use_ui().words
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])

    def forward() -> None:
        if loaded.value is not None:
            at = _place(loaded.value, actions.drafts.groups(loaded.value))
            actions.go(routes.group(draft_id, at.id))

    ft.use_effect(forward, [loaded.value is not None])
    if loaded.value is not None:
        return screen(t("My draft"), [Waiting(t("Opening your draft…"))], back=routes.REQUESTS)
    return opening(loaded, t)


def _place(opened: OpenDraft, groups: list[Group]) -> Group:
    changed = (group for group in groups if any(each.id in opened.needs_look for each in group.questions))
    stood = (group for group in groups if group.id == opened.draft.group)
    return next(changed, None) or next(stood, groups[0])


@ft.component
def DraftGroup() -> ft.View:
    parameters = ft.use_route_params()
    draft_id, group_id = parameters.get("draft_id", ""), parameters.get("group_id", "")
    actions, guard, t = use_actions(), use_guard(), use_ui().words
    loaded = use_loaded(lambda: actions.drafts.open(draft_id), [draft_id, use_elsewhere().turns])
    _, set_turn = use_value(0)
    found, set_found = use_value(_NOTHING)
    said, set_said = use_value(0)
    refused = use_box(dict[str, str]()).value
    if loaded.value is None:
        return opening(loaded, t)
    opened = loaded.value
    groups = actions.drafts.groups(opened)
    place = next((index for index, group in enumerate(groups) if group.id == group_id), 0)
    group = groups[place]

    def refresh() -> None:
        set_turn(lambda turn: turn + 1)

    def forward() -> None:
        wrong = [
            problem for question in group.questions if (problem := actions.drafts.check(opened, question))
        ]
        set_found(wrong)
        set_said(said + len(wrong))
        if wrong:
            return
        now = actions.drafts.groups(opened)
        after = next((index for index, item in enumerate(now) if item.id == group.id), place) + 1
        if after < len(now):
            actions.drafts.stand_at(opened, now[after].id)
            actions.go(routes.group(draft_id, now[after].id))
        else:
            actions.go(routes.review(draft_id))

    def to_question(question_id: str) -> Handler:
        return guard(lambda: focus.to(question_id))

    # Of this group and still asked: the screen stays from group to group, and questions come and go. A paper
    # is missing because its file was refused: why is what helps.
    asked = {question.id for question in group.questions}
    advice = {
        problem.question_id: refused.get(problem.question_id)
        or describe_field(problem, t, opened.form.question(problem.question_id))
        for problem in found
        if problem.question_id in asked
    }
    content: list[ft.Control] = []
    if advice:
        content.append(error_summary(entries(advice, opened.form, t), t, to_question))
    content += _fields(group, opened, advice, refused, actions, refresh, controlling(opened.form), guard, t)
    content.append(button.primary(t("Continue"), guard(forward)))
    content.append(text.secondary(t("What you write is kept on this device, encrypted.")))
    back = routes.group(draft_id, groups[place - 1].id) if place else routes.service(opened.service.id)
    kicker = t(
        "{service} – step {number} of {total}",
        service=t.text(opened.service.name),
        number=place + 1,
        total=len(groups) + 1,
    )
    return screen(t.text(group.title), content, back=back, kicker=kicker, said=said)


def _fields(
    group: Group,
    opened: OpenDraft,
    advice: Mapping[str, str],
    refused: dict[str, str],
    actions: Actions,
    refresh: Callable[[], None],
    controls: set[str],
    guard: Callable[[Callable[..., object]], Handler],
    t: Words,
) -> list[ft.Control]:
    fields: list[ft.Control] = []
    for question in group.questions:
        error = advice.get(question.id, "")
        if question.id in opened.needs_look:
            fields.append(notice(t("This question changed. Please look at it again."), tone=Tone.ATTENTION))
        if question.type is QuestionType.PAPER:
            fields.append(_paper(question, opened, error, refused, actions, refresh, t))
        else:
            fields.append(
                question_field(
                    question, opened, error, actions, refresh, t, typed_controls=question.id in controls
                )
            )
    return fields


def _paper(
    question: Question,
    opened: OpenDraft,
    error: str,
    refused: dict[str, str],
    actions: Actions,
    refresh: Callable[[], None],
    t: Words,
) -> ft.Control:
    """`refused` takes in why a file was not taken, by question id, for the summary."""

    async def add(file: PickedFile, progress: Callable[[float], None]) -> None:
        refused.pop(question.id, None)
        try:
            await actions.drafts.add_document(opened, question.id, file, progress)
        except QaribError as problem:
            refused[question.id] = describe(problem, t).in_one_line
            raise
        finally:
            refresh()

    async def remove(document_id: str) -> None:
        await actions.drafts.remove_document(opened, question.id, document_id)
        refresh()

    async def reuse(document_id: str) -> None:
        await actions.drafts.attach_kept(opened, question.id, document_id)
        refresh()

    documents = [
        opened.documents[key] for key in opened.draft.papers.get(question.id, []) if key in opened.documents
    ]
    kept = [document for document in opened.documents.values() if document not in documents]
    field: ft.Control = PaperField(
        question_words(question, error, t), documents, question.max_files, add, remove, kept, reuse
    )
    return layout.keyed(field, question.id)
