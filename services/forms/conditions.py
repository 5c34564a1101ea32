"""Which questions are shown: a form's `show_when` conditions over what was typed so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import replace
from typing import Any

from services.forms.dates import typed_date
from services.forms.numbers import number
from services.forms.problems import InputError
from services.forms.text import is_blank, single_line
from services.models.catalogue import Condition, Form, Group, Question
from services.models.request import RawInput

Inputs = Mapping[str, RawInput]


def holds(condition: Condition | None, inputs: Inputs, *, hidden: Set[str] = frozenset()) -> bool:
    """True if a condition holds, or there is none.

    A comparison with an unanswered question is false, `not_equals` too: what depends on an answer shows
    only once the answer is there. A comparison with a hidden question is unknown, and so is its negation.
    """
    return condition is None or _truth(condition, inputs, hidden) is True


def hidden_questions(form: Form, inputs: Inputs) -> frozenset[str]:
    """Return the ids of the questions that do not show.

    One whose condition rests on a hidden one is hidden too. A condition looks back: a question that comes later
    counts as hidden. So nothing turns in a circle, and leaving out the answers of hidden questions changes nothing.
    """
    questions = [question for group in form.groups for question in group.questions]
    hidden = {question.id for question in questions}
    for question in questions:
        if holds(question.show_when, inputs, hidden=hidden):
            hidden.discard(question.id)
    return frozenset(hidden)


def visible(form: Form, inputs: Inputs) -> list[Group]:
    """Return the groups with their questions that show.

    In the order of the screens; none is empty.
    """
    hidden = hidden_questions(form, inputs)
    groups = (
        replace(group, questions=[each for each in group.questions if each.id not in hidden])
        for group in form.groups
    )
    return [group for group in groups if group.questions]


def visible_questions(form: Form, inputs: Inputs) -> list[Question]:
    """Return the questions that show, in the order of the screens."""
    return [question for group in visible(form, inputs) for question in group.questions]


def is_answered(raw: RawInput | None) -> bool:
    """True if anything was typed or chosen; "no" is an answer."""
    if raw is None:
        return False
    if isinstance(raw, str):
        return not is_blank(raw)
    if isinstance(raw, bool):
        return True
    values = raw.values() if isinstance(raw, dict) else raw
    return any(not is_blank(value) for value in values)


def _truth(condition: Condition, inputs: Inputs, hidden: Set[str]) -> bool | None:
    """Evaluate a condition; None is unknown (Kleene's three values)."""
    if condition.all is not None:
        truths = [_truth(each, inputs, hidden) for each in condition.all]
        return False if False in truths else None if None in truths else True
    if condition.any is not None:
        truths = [_truth(each, inputs, hidden) for each in condition.any]
        return True if True in truths else None if None in truths else False
    if condition.negate is not None:
        truth = _truth(condition.negate, inputs, hidden)
        return None if truth is None else not truth
    if condition.question is None or condition.question in hidden:
        return None
    return _compare(condition, inputs.get(condition.question))


def _compare(condition: Condition, raw: RawInput | None) -> bool:
    # An operation of a newer catalogue does not hold; `services.catalogue` refuses such a form before.
    compare = _OPERATIONS.get(condition.op or "")
    return raw is not None and compare is not None and is_answered(raw) and compare(raw, condition.value)


def _is_in(raw: RawInput, values: Any) -> bool:
    return isinstance(values, list) and any(_equal(raw, value) for value in values)


def _contains(raw: RawInput, value: Any) -> bool:
    return isinstance(raw, list) and any(_equal(each, value) for each in raw)


def _equal(raw: RawInput, value: Any) -> bool:
    """True if the input means this value of the contract."""
    if isinstance(raw, bool) or isinstance(value, bool):
        return raw is value
    if isinstance(raw, str) and isinstance(value, int | float):
        return _number(raw) == value
    if isinstance(raw, str) and isinstance(value, str):
        return single_line(raw) == single_line(value)
    if isinstance(raw, dict) and isinstance(value, str):
        return _date(raw) == value
    if isinstance(raw, list) and isinstance(value, list):
        return sorted(raw) == sorted(str(each) for each in value)
    return bool(raw == value)


def _number(raw: str) -> int | float | None:
    try:
        return number(raw)
    except InputError:
        return None


def _date(parts: dict[str, str]) -> str | None:
    try:
        return typed_date(parts).isoformat()
    except InputError:
        return None


_OPERATIONS: dict[str, Callable[[RawInput, Any], bool]] = {
    "answered": lambda _raw, _value: True,
    "equals": _equal,
    "not_equals": lambda raw, value: not _equal(raw, value),
    "in": _is_in,
    "contains": _contains,
}
OPERATIONS = frozenset(_OPERATIONS)
"""What `Condition.op` can be."""
