"""The validations that the catalogue puts on an answer."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from ministry.contract.answers import MAX_ANSWER
from ministry.forms.values import parse_day

_RELATIVE = re.compile(r"today(?:([+-])P(\d+)([YMWD]))?")


def broken(question: Mapping[str, Any], value: Any, answers: Mapping[str, Any], today: date) -> list[str]:
    """Return the rules that an answer of the right type breaks."""
    written = question.get("rules") or ()
    codes = [rule["rule"] for rule in written if not _kept(rule, value, answers, today)]
    default = MAX_ANSWER.get(question["type"])
    if default is None or len(value) <= default or any(rule["rule"] == "max_length" for rule in written):
        return codes
    return [*codes, "max_length"]


def _kept(rule: Mapping[str, Any], value: Any, answers: Mapping[str, Any], today: date) -> bool:
    limit = rule["value"]
    if rule["rule"] in _PLAIN:
        return _PLAIN[rule["rule"]](value, limit)
    bound = moment(limit, answers, today)
    if bound is None:
        return True
    given = date.fromisoformat(value)
    return given >= bound if rule["rule"] == "not_before" else given <= bound


_PLAIN: dict[str, Callable[[Any, Any], bool]] = {
    "min_length": lambda value, limit: len(value) >= limit,
    "max_length": lambda value, limit: len(value) <= limit,
    "pattern": lambda value, limit: re.fullmatch(limit, value) is not None,
    "min": lambda value, limit: bool(value >= limit),
    "max": lambda value, limit: bool(value <= limit),
}


def moment(limit: str, answers: Mapping[str, Any], today: date) -> date | None:
    """Return the day that a date rule names.

    None when it names a question without an answer.
    """
    if limit.startswith("@"):
        return parse_day(answers.get(limit[1:]))
    relative = _RELATIVE.fullmatch(limit)
    if relative is None:
        return date.fromisoformat(limit)
    sign, amount, unit = relative.groups()
    return today if amount is None else _moved(today, int(f"{sign}{amount}"), unit)


def _moved(day: date, amount: int, unit: str) -> date:
    """Add days, weeks, months or years to a day.

    Months and years end on the last day of a shorter month: 29 February minus a year is the 28th.
    """
    if unit in "DW":
        return day + timedelta(days=amount * (7 if unit == "W" else 1))
    months = day.year * 12 + day.month - 1 + amount * (12 if unit == "Y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
