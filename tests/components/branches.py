"""Every branch of a form: inputs under which each question shows, and each choice that others depend on."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from services.forms.conditions import hidden_questions
from services.models.catalogue import Condition, Form, Question, QuestionType, question_in
from services.models.request import RawInput

Inputs = dict[str, RawInput]


def branches(form: Form) -> Iterator[Inputs]:
    """Yield inputs for every branch of a form.

    The empty form; then for each question on which others depend, one form for each of its choices; then one for each
    question that is hidden at first.
    """
    yield {}
    questions = [question for group in form.groups for question in group.questions]
    deciding = {name for question in questions for name in names(question.show_when)}
    for question in questions:
        if question.id in deciding:
            for choice in choices(question):
                yield {**reaching(form, question), question.id: choice}
    for question in questions:
        if question.show_when is not None:
            yield reaching(form, question)


def reaching(form: Form, question: Question) -> Inputs:
    """Return the fewest inputs under which a question shows."""
    above = _above(form, question)
    for chosen in product(*([None, *choices(each)] for each in above)):
        inputs = {each.id: raw for each, raw in zip(above, chosen, strict=True) if raw is not None}
        if question.id not in hidden_questions(form, inputs):
            return inputs
    raise AssertionError(f"{question.id} never shows")


def choices(question: Question) -> list[RawInput]:
    match question.type:
        case QuestionType.YES_NO:
            return [True, False]
        case QuestionType.ONE_OF:
            return [option.value for option in question.options]
        case QuestionType.SEVERAL_OF:
            return [[option.value] for option in question.options]
    raise AssertionError(f"a condition on {question.id}, of type {question.type}: add its choices here")


def names(condition: Condition | None) -> set[str]:
    """Return the questions that a condition looks at."""
    if condition is None:
        return set()
    inner = [*(condition.all or []), *(condition.any or []), condition.negate]
    return {condition.question} - {None} | {name for each in inner for name in names(each)}  # type: ignore[return-value]


def _above(form: Form, question: Question) -> list[Question]:
    """Return the questions on which this one depends, at any depth."""
    found: dict[str, Question] = {}
    left = [question]
    while left:
        for name in names(left.pop().show_when):
            each = question_in(form, name)
            if each is not None and name not in found:
                found[name] = each
                left.append(each)
    return list(found.values())
