"""The shape of the published catalogue, field by field as contract/openapi.yaml has it."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, get_args

from ministry.catalogue.errors import WrongShapeError
from ministry.catalogue.shapes import (
    LANGUAGES,
    boolean,
    identifier,
    instant,
    list_of,
    mapping_of,
    one_of,
    positive,
    record,
    scalar,
    string,
    text,
)
from ministry.contract.answers import Basis, QuestionType

QUESTION_TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
UNITS = ("dinar", "percent", "year", "kilogram", "kilometre")
CHOICES = ("one_of", "several_of")
PURPOSES = {
    "person.first_name": "text",
    "person.last_name": "text",
    "person.birth_date": "date",
    "person.gender": "one_of",
    "person.phone": "phone",
    "person.number": "nss",
    "person.nin": "nin",
    "person.place": "place",
    "person.address": "text",
    "person.payment_means": "one_of",
    "person.account": "account",
    "person.bank_account": "text",
    "person.employer": "text",
}
"""What is asked once, as the ministry knows it or the person said it before; and the type of its question."""

_RULES = {
    "min_length": ("text", "long_text"),
    "max_length": ("text", "long_text"),
    "pattern": ("text",),
    "min": ("number",),
    "max": ("number",),
    "not_before": ("date",),
    "not_after": ("date",),
}
"""Each rule, and the types that it can be kept by. Identifiers check themselves and take none."""

_MOMENT = re.compile(r"today(?:-P\d+[YMD])?|@[a-z][a-z0-9_]*")


def condition(value: Any, where: str) -> None:
    """Exactly one form: all, any, negate, or question with op."""
    if not isinstance(value, dict):
        raise WrongShapeError(where, "a condition", value)
    if "question" in value:
        record(
            {"question": identifier, "op": one_of("equals", "not_equals", "in", "contains", "answered")},
            {"value": _condition_value},
        )(value, where)
        if ("value" in value) == (value["op"] == "answered"):
            raise WrongShapeError(where, "a value, save for `answered`", value)
        return
    if len(value) != 1:
        raise WrongShapeError(where, "one of all, any, negate, question", value)
    record({}, {"all": _conditions, "any": _conditions, "negate": condition})(value, where)


def _conditions(value: Any, where: str) -> None:
    list_of(condition, at_least=2)(value, where)


def _condition_value(value: Any, where: str) -> None:
    if isinstance(value, list):
        list_of(scalar, at_least=1)(value, where)
    else:
        scalar(value, where)


def _rule(value: Any, where: str) -> None:
    record({"rule": one_of(*_RULES), "value": scalar, "message": text})(value, where)
    rule, limit = value["rule"], value["value"]
    if rule in ("min_length", "max_length"):
        positive(limit, where)
    elif rule in ("min", "max"):
        if not isinstance(limit, int | float) or isinstance(limit, bool):
            raise WrongShapeError(where, "a number", limit)
    elif rule == "pattern":
        _pattern(limit, where)
    else:
        _moment(limit, where)


def _pattern(value: Any, where: str) -> None:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        raise WrongShapeError(where, "a regular expression", value) from error


def _moment(value: Any, where: str) -> None:
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        return
    try:
        date.fromisoformat(value)
    except (ValueError, TypeError) as error:
        raise WrongShapeError(where, "YYYY-MM-DD, today, today-P18Y or @question", value) from error


_option = record({"value": identifier, "label": text}, {"help": text, "pictogram": identifier})

_question_fields = record(
    {"id": identifier, "type": one_of(*QUESTION_TYPES), "label": text, "spoken": text, "required": boolean},
    {
        "help": text,
        "pictogram": identifier,
        "example": text,
        "unit": one_of(*UNITS),
        "purpose": one_of(*PURPOSES),
        "options": list_of(_option, at_least=2),
        "rules": list_of(_rule),
        "show_when": condition,
        "paper": identifier,
        "max_files": positive,
    },
)


def question(value: Any, where: str) -> None:
    _question_fields(value, where)
    kind = value["type"]
    if ("options" in value) != (kind in CHOICES):
        raise WrongShapeError(where, "options for one_of and several_of, and for them alone", kind)
    if ("paper" in value) != (kind == "paper"):
        raise WrongShapeError(where, "a paper for type paper, and for it alone", kind)
    if "max_files" in value and kind != "paper":
        raise WrongShapeError(where, "max_files for type paper alone", kind)
    if "unit" in value and kind != "number":
        raise WrongShapeError(where, "a unit for type number alone", kind)
    if "purpose" in value and PURPOSES[value["purpose"]] != kind:
        raise WrongShapeError(where, f"type {PURPOSES[value['purpose']]} for {value['purpose']}", kind)
    for rule in value.get("rules", []):
        if kind not in _RULES[rule["rule"]]:
            raise WrongShapeError(where, f"no rule {rule['rule']} for this type", kind)


basis = one_of(*get_args(Basis))
_known_from = {"sources": list_of(identifier)}

fact = record({"text": text, "basis": basis}, {**_known_from, "law": string})
paper = record(
    {"id": identifier, "label": text, "required": boolean, "basis": basis},
    {**_known_from, "help": text, "note": text},
)
time_limit = record(
    {"kind": one_of("filing", "reply"), "text": text, "basis": basis},
    {
        **_known_from,
        "amount": positive,
        "unit": one_of("hours", "days", "months", "years"),
        "law": string,
    },
)
group = record({"id": identifier, "title": text, "questions": list_of(question, at_least=1)})

service = record(
    {
        "id": identifier,
        "name": text,
        "summary": text,
        "category": identifier,
        "agencies": list_of(identifier, at_least=1),
        "who": list_of(fact, at_least=1),
        "papers": list_of(paper),
        "time_limits": list_of(time_limit),
        "facts": list_of(fact),
        "appeals": list_of(identifier),
        "form": record({"version": string, "groups": list_of(group, at_least=1)}),
    },
    {
        "pictogram": identifier,
        "keywords": record({}, {language: list_of(string, at_least=1) for language in LANGUAGES}),
    },
)

_appeal_step = record(
    {"to": text, "how": text, "file_within_days": positive, "law": string},
    {"decides_within_days": positive},
)

catalogue = record(
    {
        "version": string,
        "published_at": instant,
        "categories": mapping_of(text),
        "agencies": mapping_of(record({"short": string, "name": text}, {"spoken": text})),
        "sources": mapping_of(record({"title": string, "where": string})),
        "appeals": mapping_of(
            record(
                {
                    "about": text,
                    "steps": list_of(_appeal_step, at_least=1),
                    "notes": list_of(text),
                    "basis": basis,
                    "sources": list_of(identifier),
                }
            )
        ),
        "services": list_of(service, at_least=1),
    }
)
