"""Dates typed in three fields, and the dates that a form's rules speak of."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta

from services.forms.date_words import spread
from services.forms.problems import InputError
from services.forms.text import readable

PARTS = ("day", "month", "year")

_RULE_DATE = re.compile(r"today(?:(?P<sign>[+-])P(?P<duration>\w+))?")
_DURATION = re.compile(r"(?:(?P<Y>\d+)Y)?(?:(?P<M>\d+)M)?(?:(?P<W>\d+)W)?(?:(?P<D>\d+)D)?", re.ASCII)


def typed_date(parts: dict[str, str]) -> date:
    """Read a date from its parts, in digits or words.

    The weekday may be written too. Codes: date_incomplete (`missing`: the parts), date_digits, year_four_digits,
    not_a_date, weekday_differs (`date`: the day that the rest tells).
    """
    typed, weekday = spread(
        {part: readable(parts.get(part, ""), "date_digits").strip(" .") for part in PARTS}
    )
    missing = [part for part in PARTS if not typed[part]]
    if missing:
        raise InputError("date_incomplete", {"missing": missing})
    if not all(text.isdigit() and text.isascii() for text in typed.values()):
        raise InputError("date_digits")
    if len(typed["year"]) != 4:
        raise InputError("year_four_digits")
    if len(typed["day"]) > 2 or len(typed["month"]) > 2:
        raise InputError("not_a_date")
    try:
        day = date(int(typed["year"]), int(typed["month"]), int(typed["day"]))
    except ValueError:
        raise InputError("not_a_date") from None
    if weekday not in (None, day.weekday()):
        raise InputError("weekday_differs", {"date": day.isoformat()})
    return day


def date_parts(value: str) -> dict[str, str]:
    """Split "YYYY-MM-DD" as it would be typed. Raises `ValueError`."""
    day = date.fromisoformat(value)
    return {"day": str(day.day), "month": str(day.month), "year": f"{day.year:04d}"}


def rule_date(value: str, today: date) -> date:
    """Return the date that a rule means.

    "YYYY-MM-DD", "today", "today-P18Y" or "today+P1M" (ISO 8601 durations of years, months, weeks and days). Raises
    `ValueError` for anything else.
    """
    match = _RULE_DATE.fullmatch(value)
    if match is None:
        return date.fromisoformat(value)
    if match["sign"] is None:
        return today
    duration = _DURATION.fullmatch(match["duration"])
    if duration is None or not duration[0]:
        raise ValueError(value)
    years, months, weeks, days = (int(duration[unit] or 0) for unit in "YMWD")
    step = 1 if match["sign"] == "+" else -1
    try:
        return _add_months(today, step * (12 * years + months)) + timedelta(days=step * (7 * weeks + days))
    except OverflowError:
        raise ValueError(value) from None


def _add_months(day: date, months: int) -> date:
    """Add months; a missing day becomes the month's last.

    A month after 31 January is 28 or 29 February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
