"""All that is wrong with a request's answers, as the contract's field errors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from ministry.contract.answers import FieldError
from ministry.forms import conditions, rules
from ministry.forms.values import Places, type_error
from ministry.http.bodies import pointer


def check(
    form: Mapping[str, Any],
    answers: Mapping[str, Any],
    papers: Sequence[str],
    *,
    places: Places,
    today: date,
) -> list[FieldError]:
    """Return what is wrong with a request: nothing if it is fine.

    `papers` are the question ids of the attached papers, in the order that they were sent; `today` is the day in
    Algeria.
    """
    attached = Counter(papers)
    visible = conditions.shown(form, answers)
    errors = [
        FieldError(pointer=pointer("answers", question_id), code=_why_not(form, question_id, paper=False))
        for question_id in answers
        if question_id not in visible or visible[question_id]["type"] == "paper"
    ]
    errors += [
        FieldError(
            pointer=pointer("papers", place, "question_id"), code=_why_not(form, question_id, paper=True)
        )
        for place, question_id in enumerate(papers)
        if question_id not in visible or visible[question_id]["type"] != "paper"
    ]
    seen = {question_id: answer for question_id, answer in answers.items() if question_id in visible}
    for question in visible.values():
        if question["type"] == "paper":
            errors += _paper_errors(question, attached[question["id"]])
        else:
            errors += _answer_errors(question, answers.get(question["id"]), seen, places, today)
    return errors


def _why_not(form: Mapping[str, Any], question_id: str, *, paper: bool) -> str:
    named = (question for question in conditions.questions(form) if question["id"] == question_id)
    return "hidden" if any((question["type"] == "paper") is paper for question in named) else "unknown"


def _paper_errors(question: Mapping[str, Any], count: int) -> list[FieldError]:
    # A paper that is not there has no place in `papers`, so the question is pointed at.
    where = pointer("answers", question["id"])
    if count == 0 and question.get("required", True):
        return [FieldError(pointer=where, code="required")]
    return [FieldError(pointer=where, code="too_many")] if count > question.get("max_files", 1) else []


def _answer_errors(
    question: Mapping[str, Any],
    value: Any,
    seen: Mapping[str, Any],
    places: Places,
    today: date,
) -> list[FieldError]:
    """Return what is wrong with an answer.

    `seen` are the answers to the questions that are shown.
    """
    below, codes = "", list[str]()
    if _empty(value):
        codes = ["required"] if question.get("required", True) else []
    elif wrong := type_error(question, value, places):
        below, codes = wrong[0], [wrong[1]]
    else:
        codes = rules.broken(question, value, seen, today)
    return [FieldError(pointer=pointer("answers", question["id"]) + below, code=code) for code in codes]


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())
