"""Which questions a form shows, given what was answered."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

Question = Mapping[str, Any]
Answers = Mapping[str, Any]

_UNANSWERED = object()
Seen = Mapping[str, Any]
"""Questions that are shown → answer or `_UNANSWERED`. What is not in it is hidden."""


def questions(form: Mapping[str, Any]) -> Iterator[Question]:
    for group in form["groups"]:
        yield from group["questions"]


def shown(form: Mapping[str, Any], answers: Answers) -> dict[str, Question]:
    """Return the questions shown, by id, in order.

    Conditions speak of earlier questions, so one pass is enough.
    """
    visible: dict[str, Question] = {}
    seen: dict[str, Any] = {}
    for question in questions(form):
        condition = question.get("show_when")
        if condition is None or holds(condition, seen):
            visible[question["id"]] = question
            seen[question["id"]] = answers.get(question["id"], _UNANSWERED)
    return visible


def holds(condition: Mapping[str, Any], seen: Seen) -> bool | None:
    """Return whether a condition is met.

    None for unknown, where it rests on a hidden question (Kleene's logic). A comparison with an unanswered question
    is false, `not_equals` too.
    """
    if condition.get("all") is not None:
        return _all(holds(part, seen) for part in condition["all"])
    if condition.get("any") is not None:
        return _not(_all(_not(holds(part, seen)) for part in condition["any"]))
    if condition.get("negate") is not None:
        return _not(holds(condition["negate"], seen))
    if condition["question"] not in seen:
        return None
    answer = seen[condition["question"]]
    return answer is not _UNANSWERED and _compare(condition["op"], answer, condition.get("value"))


def _all(truths: Iterable[bool | None]) -> bool | None:
    known = list(truths)
    if False in known:
        return False
    return None if None in known else True


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


def _compare(op: str, answer: Any, value: Any) -> bool:
    match op:
        case "answered":
            return True
        case "equals":
            return _same(answer, value)
        case "not_equals":
            return not _same(answer, value)
        case "in":
            return any(_same(answer, item) for item in value)
        case "contains":
            return isinstance(answer, list) and value in answer
    raise ValueError(op)


def _same(answer: Any, value: Any) -> bool:
    """True if two values are equal; true is not 1.

    As in JSON. What was chosen among several has no order.
    """
    if isinstance(answer, list) and isinstance(value, list):
        return sorted(answer) == sorted(value)
    return isinstance(answer, bool) == isinstance(value, bool) and bool(answer == value)
