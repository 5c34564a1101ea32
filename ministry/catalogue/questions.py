"""What holds between the members of a question, beyond the types of the contract."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from ministry.catalogue.errors import WrongShapeError

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


def check(question: dict[str, Any], where: str) -> None:
    """Check a question of the contract's shape. Raises WrongShapeError."""
    kind, purpose = question["type"], question.get("purpose")
    if ("options" in question) != (kind in CHOICES):
        raise WrongShapeError(where, "options for one_of and several_of, and for them alone", kind)
    if ("paper" in question) != (kind == "paper"):
        raise WrongShapeError(where, "a paper for type paper, and for it alone", kind)
    if "max_files" in question and kind != "paper":
        raise WrongShapeError(where, "max_files for type paper alone", kind)
    if "unit" in question and kind != "number":
        raise WrongShapeError(where, "a unit for type number alone", kind)
    if "purpose" in question and PURPOSES.get(question["purpose"]) != kind:
        raise WrongShapeError(where, "a purpose of this type, one of " + ", ".join(PURPOSES), purpose)
    for rule in question.get("rules", []):
        if kind not in _RULES[rule["rule"]]:
            raise WrongShapeError(where, f"no rule {rule['rule']} for this type", kind)
        _check_limit(rule["rule"], rule["value"], where)
    if "show_when" in question:
        _check_condition(question["show_when"], where)


def _check_condition(condition: dict[str, Any], where: str) -> None:
    """Require exactly one form: all, any, negate, or question with op."""
    form = condition.keys() - {"value"}
    if form == {"question", "op"}:
        if ("value" in condition) == (condition["op"] == "answered"):
            raise WrongShapeError(where, "a value, save for `answered`", condition)
    elif form not in ({"all"}, {"any"}, {"negate"}) or "value" in condition:
        raise WrongShapeError(where, "one of all, any, negate, question with op", condition)
    negated = [condition["negate"]] if "negate" in condition else []
    for part in [*condition.get("all", []), *condition.get("any", []), *negated]:
        _check_condition(part, where)


def _check_limit(rule: str, limit: Any, where: str) -> None:
    if rule in ("min_length", "max_length"):
        if not isinstance(limit, int) or limit < 1:
            raise WrongShapeError(where, "a whole number from 1", limit)
    elif rule in ("min", "max"):
        if isinstance(limit, str):
            raise WrongShapeError(where, "a number", limit)
    elif not isinstance(limit, str):
        raise WrongShapeError(where, "a text", limit)
    elif rule == "pattern":
        _check_pattern(limit, where)
    elif not _MOMENT.fullmatch(limit):
        _check_day(limit, where)


def _check_pattern(value: str, where: str) -> None:
    try:
        re.compile(value)
    except re.error as error:
        raise WrongShapeError(where, "a regular expression", value) from error


def _check_day(value: str, where: str) -> None:
    try:
        date.fromisoformat(value)
    except ValueError as error:
        raise WrongShapeError(where, "YYYY-MM-DD, today, today-P18Y or @question", value) from error
