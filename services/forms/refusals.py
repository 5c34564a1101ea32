"""What the ministry named as wrong in a request (422), as problems of the questions that were asked."""

from __future__ import annotations

from collections.abc import Iterable

from services.models.catalogue import Question, QuestionType
from services.models.contract import FieldError
from services.models.form import FieldProblem
from services.models.request import Request

_CODES = {
    "type": "refused",
    "option": "not_an_option",
    "duplicate": "not_an_option",
    "too_many": "not_an_option",
    "date": "not_a_date",
    "place": "not_an_option",
    "phone": "bad_phone",
    "nin": "nin_length",
    "nss": "nss_length",
    "account": "account_length",
}
"""Code of the contract → code of `validation.check`, where they differ."""
_PAPER_CODES = {"required": "paper_required", "too_many": "too_many_papers"}


def refused_questions(errors: Iterable[FieldError], request: Request) -> dict[str, str]:
    """Question id → code of the contract, the first for each question.

    A pointer of another kind names nothing that a person answered: it is left out.
    """
    found: dict[str, str] = {}
    for error in errors:
        question_id = _question_at(error.pointer, request)
        if question_id is not None:
            found.setdefault(question_id, error.code)
    return found


def refused_problem(question: Question, code: str) -> FieldProblem:
    """Return the ministry's refusal of an answer as a problem of ours."""
    if question.type is QuestionType.PAPER:
        return FieldProblem(
            question.id, _PAPER_CODES.get(code, "paper_refused"), params={"max": question.max_files}
        )
    rule = next((rule for rule in question.rules if rule.rule == code), None)
    if rule is not None:
        return FieldProblem(question.id, code, rule.message, {"value": rule.value})
    return FieldProblem(question.id, _CODES.get(code, code))


def _question_at(pointer: str, request: Request) -> str | None:
    match [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")]:
        case ["", "answers", question_id, *_]:
            return question_id
        case ["", "papers", place, *_] if place.isdecimal() and int(place) < len(request.papers):
            return request.papers[int(place)].question_id
    return None
