"""The way from the contents of the fields to the answers of the contract."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from services.forms import identifiers
from services.forms.conditions import Inputs, is_answered, visible_questions
from services.forms.dates import typed_date
from services.forms.numbers import number
from services.forms.problems import InputError
from services.forms.text import compact, lines, single_line
from services.models.catalogue import Form, Question, QuestionType
from services.models.request import RawInput

Answer: TypeAlias = str | int | float | bool | list[str] | dict[str, str]
"""A value of `answers` in PUT /v1/requests/{id}."""

_WILAYA = re.compile(r"[0-9]{2}")
_COMMUNE = re.compile(r"[0-9]{4,5}")


def answer(question: Question, raw: RawInput | None) -> Answer | None:
    """Return the contract's value of the input in a question's fields.

    None for empty fields. Raises `InputError` when the input cannot be the answer to a question of this type. The
    question's own rules are `validation.check`'s. Papers are no answers: always None.
    """
    if raw is None or not is_answered(raw) or question.type is QuestionType.PAPER:
        return None
    return _READERS[question.type](question, raw)


def answers(form: Form, inputs: Inputs) -> dict[str, Any]:
    """Return the non-empty answers of the questions that show.

    Inputs of hidden questions stay in the draft, in case the person changes back. Raises `InputError` for
    inputs that `validation.check_form` would have named.
    """
    read = {
        question.id: answer(question, inputs.get(question.id)) for question in visible_questions(form, inputs)
    }
    return {question_id: value for question_id, value in read.items() if value is not None}


def _text(_: Question, raw: RawInput) -> Answer:
    return single_line(_typed(raw))


def _long_text(_: Question, raw: RawInput) -> Answer:
    return lines(_typed(raw))


def _typed(raw: RawInput) -> str:
    if not isinstance(raw, str):
        raise InputError("not_text")
    return raw


def _number(question: Question, raw: RawInput) -> Answer:
    if not isinstance(raw, str):
        raise InputError("not_a_number")
    return number(raw, question.unit)


def _date(_: Question, raw: RawInput) -> Answer:
    if not isinstance(raw, dict):
        raise InputError("not_a_date")
    return typed_date(raw).isoformat()


def _yes_no(_: Question, raw: RawInput) -> Answer:
    if not isinstance(raw, bool):
        raise InputError("not_an_option")
    return raw


def _one_of(question: Question, raw: RawInput) -> Answer:
    if not isinstance(raw, str) or raw not in _values(question):
        raise InputError("not_an_option")
    return raw


def _several_of(question: Question, raw: RawInput) -> Answer:
    values = _values(question)
    if not isinstance(raw, list) or not set(raw) <= set(values):
        raise InputError("not_an_option")
    # In the order of the form, so that the order of ticking does not make another request.
    return [value for value in values if value in raw]


def _values(question: Question) -> list[str]:
    return [option.value for option in question.options]


def _place(_: Question, raw: RawInput) -> Answer:
    if not isinstance(raw, dict):
        raise InputError("not_an_option")
    wilaya, commune = compact(raw.get("wilaya", "")), compact(raw.get("commune", ""))
    for part, value, shape in (("wilaya", wilaya, _WILAYA), ("commune", commune, _COMMUNE)):
        if not value:
            raise InputError("required", {"part": part})
        if not shape.fullmatch(value):
            raise InputError("not_an_option", {"part": part})
    return {"wilaya": wilaya, "commune": commune}


def _identifier(read: Callable[[str], str], code: str) -> Callable[[Question, RawInput], Answer]:
    def reader(_: Question, raw: RawInput) -> Answer:
        if not isinstance(raw, str):
            raise InputError(code)
        return read(raw)

    return reader


_READERS: dict[QuestionType, Callable[[Question, RawInput], Answer]] = {
    QuestionType.TEXT: _text,
    QuestionType.LONG_TEXT: _long_text,
    QuestionType.NUMBER: _number,
    QuestionType.DATE: _date,
    QuestionType.YES_NO: _yes_no,
    QuestionType.ONE_OF: _one_of,
    QuestionType.SEVERAL_OF: _several_of,
    QuestionType.PLACE: _place,
    QuestionType.PHONE: _identifier(identifiers.phone, "bad_phone"),
    QuestionType.NIN: _identifier(identifiers.nin, "nin_digits"),
    QuestionType.NSS: _identifier(identifiers.nss, "nss_digits"),
    QuestionType.ACCOUNT: _identifier(identifiers.account, "account_length"),
}
