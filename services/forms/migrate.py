"""A draft meets a newer version of its form: what was typed stays, wherever it still has a place."""

from __future__ import annotations

from dataclasses import replace

from services.forms.answers import answer
from services.forms.conditions import is_answered, visible_questions
from services.forms.problems import InputError
from services.models.catalogue import Form, Question, QuestionType, question_in
from services.models.request import Draft, RawInput
from services.models.step import group_of

_TEXT = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})


def migrate(draft: Draft, old_form: Form | None, new_form: Form) -> Draft:
    """Move a draft to `new_form`; name the questions to look at again.

    `needs_look` has them in the order of the screens: new questions that must be answered, questions whose answer no
    longer fits and was taken out, answered questions that ask something else than before, and those left from an
    earlier migration. Without `old_form` (it is no longer kept) only the first two can be told. Inputs of questions
    that the new form does not have stay in the draft and are not sent. The draft that was given is not changed.
    """
    if draft.form_version == new_form.version:
        return draft
    inputs, look = dict(draft.inputs), set(draft.needs_look)
    for question in _questions(new_form):
        before = question_in(old_form, question.id) if old_form else None
        raw = inputs.pop(question.id, None)
        kept = None if raw is None else _keep(raw, before, question)
        if kept is not None:
            inputs[question.id] = kept
        is_filled = is_answered(raw) or bool(draft.papers.get(question.id))
        is_another = before is not None and _asks(before) != _asks(question)
        if is_filled and (kept != raw or is_another):
            look.add(question.id)
    shown = visible_questions(new_form, inputs)
    look |= {each.id for each in shown if each.required and not _is_there(each, inputs, draft.papers)}
    groups = {group.id for group in new_form.groups}
    return replace(
        draft,
        form_version=new_form.version,
        inputs=inputs,
        papers={question_id: list(documents) for question_id, documents in draft.papers.items()},
        group=draft.group if group_of(draft.group or "") in groups else None,
        needs_look=[question.id for question in shown if question.id in look],
        refused={
            key: code for key, code in draft.refused.items() if inputs.get(key) == draft.inputs.get(key)
        },
    )


def _keep(raw: RawInput, before: Question | None, question: Question) -> RawInput | None:
    """Return what of an input the new question can show, or None."""
    if before is not None and before.type is not question.type and not {before.type, question.type} <= _TEXT:
        return None
    if question.type is QuestionType.SEVERAL_OF and isinstance(raw, list):
        offered = {option.value for option in question.options}
        return [value for value in raw if value in offered] or None
    if question.type is QuestionType.ONE_OF:
        return raw if any(option.value == raw for option in question.options) else None
    return raw if _has_shape(question, raw) else None


def _has_shape(question: Question, raw: RawInput) -> bool:
    """True if the question's fields can show the input, complete or not."""
    match question.type:
        case QuestionType.YES_NO:
            return isinstance(raw, bool)
        case QuestionType.DATE | QuestionType.PLACE:
            return isinstance(raw, dict)
        case QuestionType.SEVERAL_OF:
            return isinstance(raw, list)
        case QuestionType.PAPER:
            return False
        case _:
            return isinstance(raw, str)


def _asks(question: Question) -> tuple[object, ...]:
    """Return what makes it the same question to a person."""
    return (
        question.type,
        question.label,
        [(option.value, option.label) for option in question.options],
        [(rule.rule, rule.value) for rule in question.rules],
        question.paper,
    )


def _is_there(question: Question, inputs: dict[str, RawInput], papers: dict[str, list[str]]) -> bool:
    if question.type is QuestionType.PAPER:
        return bool(papers.get(question.id))
    try:
        return answer(question, inputs.get(question.id)) is not None
    except InputError:
        # Typed and not right yet: checking says so beside the question, migration has nothing to add.
        return True


def _questions(form: Form) -> list[Question]:
    return [question for group in form.groups for question in group.questions]
