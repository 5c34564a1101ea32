"""Checks the input in a form's fields: its type first, then the rules that the catalogue gives."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from services.errors import QaribError
from services.forms.answers import Answer, answer
from services.forms.conditions import Inputs, hidden_questions, visible_questions
from services.forms.dates import rule_date
from services.forms.problems import InputError
from services.forms.refusals import refused_problem
from services.models.catalogue import Form, Question, QuestionType, Rule, question_in
from services.models.contract import MAX_ANSWER
from services.models.form import FieldProblem
from services.models.request import RawInput


def check(
    question: Question, raw: RawInput | None, *, inputs: Inputs, form: Form, today: date
) -> FieldProblem | None:
    """Return the first problem of an answer, or None.

    `inputs` and `form` are there for rules that compare with another question ("@question_id").
    """
    try:
        value = answer(question, raw)
    except InputError as error:
        return FieldProblem(question.id, error.code, params=error.params)
    if value is None:
        required = question.required and question.type is not QuestionType.PAPER
        return FieldProblem(question.id, "required") if required else None
    return _too_long(question, value) or _check_rules(question, value, _Context(inputs, form, today))


def check_papers(question: Question, documents: Sequence[str]) -> FieldProblem | None:
    """Return the problem if too few or too many documents are attached."""
    if question.required and not documents:
        return FieldProblem(question.id, "paper_required")
    if len(documents) > question.max_files:
        return FieldProblem(question.id, "too_many_papers", params={"max": question.max_files})
    return None


def check_form(
    form: Form,
    inputs: Inputs,
    papers: Mapping[str, Sequence[str]],
    today: date,
    refused: Mapping[str, str] | None = None,
) -> list[FieldProblem]:
    """Return every problem to solve before sending, in the screens' order.

    Hidden questions are left out. `refused` is what the ministry named as wrong in answers that did not change since,
    as `Draft.refused`.
    """
    named = refused or {}
    found = (
        (
            check_papers(question, papers.get(question.id, ()))
            if question.type is QuestionType.PAPER
            else check(question, inputs.get(question.id), inputs=inputs, form=form, today=today)
        )
        or (refused_problem(question, named[question.id]) if question.id in named else None)
        for question in visible_questions(form, inputs)
    )
    return [problem for problem in found if problem is not None]


def is_sound(rule: Rule, question: Question) -> bool:
    """True if the rule's value has the shape that the rule needs.

    A rule that this version does not know is sound: the ministry checks it, and says so beside the question.
    """
    match rule.rule:
        case "min_length" | "max_length":
            return _is_count(rule.value)
        case "min" | "max":
            return isinstance(rule.value, int | float) and not isinstance(rule.value, bool)
        case "not_before" | "not_after":
            return question.type is QuestionType.DATE and _is_rule_date(rule.value)
        case "pattern":
            return _is_pattern(rule.value)
        case _:
            return True


class _DeviceDateError(QaribError):
    """The device's date is so far off that no rule can count from it."""


class _Context:
    """What a rule may look at besides the answer itself."""

    def __init__(self, inputs: Inputs, form: Form, today: date) -> None:
        self.inputs = inputs
        self.form = form
        self.today = today

    def date_of(self, value: str) -> date | None:
        """Return the date that a rule's value names now, or None."""
        if value.startswith("today"):
            return self._counted(value)
        if not value.startswith("@"):
            return date.fromisoformat(value)
        other = question_in(self.form, value[1:])
        if other is None or other.type is not QuestionType.DATE or self._is_hidden(other):
            return None
        try:
            named = answer(other, self.inputs.get(other.id))
        except InputError:
            return None
        return date.fromisoformat(named) if isinstance(named, str) else None

    def _counted(self, value: str) -> date:
        try:
            return rule_date(value, self.today)
        except ValueError:
            # A sound rule stays within the calendar (`is_sound`): only a device clock at its edge leads here.
            raise _DeviceDateError from None

    def _is_hidden(self, question: Question) -> bool:
        return question.id in hidden_questions(self.form, self.inputs)


def _too_long(question: Question, value: Answer) -> FieldProblem | None:
    limit = MAX_ANSWER.get(question.type)
    if limit is None or any(rule.rule == "max_length" for rule in question.rules):
        return None
    length = len(str(value))
    if length <= limit:
        return None
    return FieldProblem(question.id, "too_long", params={"max": limit, "length": length})


def _check_rules(question: Question, value: Answer, context: _Context) -> FieldProblem | None:
    for rule in question.rules:
        keeps = _RULES.get(rule.rule)
        try:
            if keeps is not None and not keeps(value, rule.value, context):
                return FieldProblem(question.id, rule.rule, rule.message, _params(rule, context))
        except _DeviceDateError:
            return FieldProblem(question.id, "device_date", params=_params(rule, context))
    return None


def _params(rule: Rule, context: _Context) -> dict[str, Any]:
    """Return the rule's value, and the day where it counts from today.

    That is the day of this device, which may be wrong.
    """
    of_today = isinstance(rule.value, str) and rule.value.startswith("today")
    return {"value": rule.value, **({"today": context.today.isoformat()} if of_today else {})}


def _keeps_length(value: Answer, least: int, most: float) -> bool:
    return not isinstance(value, str | list) or least <= len(value) <= most


def _keeps_range(value: Answer, least: float, most: float) -> bool:
    return not isinstance(value, int | float) or isinstance(value, bool) or least <= value <= most


def _matches(value: Answer, pattern: str, _: _Context) -> bool:
    return not isinstance(value, str) or re.fullmatch(pattern, value) is not None


def _not_before(value: Answer, limit: str, context: _Context) -> bool:
    other = context.date_of(limit)
    return other is None or not isinstance(value, str) or date.fromisoformat(value) >= other


def _not_after(value: Answer, limit: str, context: _Context) -> bool:
    other = context.date_of(limit)
    return other is None or not isinstance(value, str) or date.fromisoformat(value) <= other


_RULES: dict[str, Callable[[Answer, Any, _Context], bool]] = {
    "min_length": lambda value, least, _: _keeps_length(value, least, float("inf")),
    "max_length": lambda value, most, _: _keeps_length(value, 0, most),
    "pattern": _matches,
    "min": lambda value, least, _: _keeps_range(value, least, float("inf")),
    "max": lambda value, most, _: _keeps_range(value, float("-inf"), most),
    "not_before": _not_before,
    "not_after": _not_after,
}


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_rule_date(value: Any) -> bool:
    if not isinstance(value, str):
        return False
    if value.startswith("@"):
        return True
    try:
        rule_date(value, date(2000, 1, 1))
    except ValueError:
        return False
    return True


def _is_pattern(value: Any) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError, RecursionError):
        return False
    return isinstance(value, str)
