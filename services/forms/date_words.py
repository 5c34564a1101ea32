"""Dates with words in them, part by part: "lundi 16 mars 2026", "16th", "1er mai", "الاثنين 16 مارس"."""

from __future__ import annotations

import re
from functools import cache

from services.catalogue.folding import fold
from services.forms.months import month_number
from services.forms.problems import InputError

_WEEKDAY_LOCALES = ("fr", "ar_DZ", "ar", "en")
_ORDINAL = re.compile(r"(?<!\d)(\d{1,2}) ?(?:er|ᵉʳ|st|nd|rd|th|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?!\w)", re.IGNORECASE | re.ASCII)
"""The first of a month as French writes it, any day as English does."""
_COMMA = re.compile(r"(?<=[^\W\d])[.,،]|(?<=\d)[,،](?= )|[.,،]$")
"""After a word, or between parts of a date: "Monday, March 16, 2026". Not within "1,5"."""
_SILENT = frozenset(map(fold, ("le", "the", "of", "يوم", "في", "من", "شهر")))
"""Words that say nothing of the date."""
_LONGEST_YEAR = 4


def spread(parts: dict[str, str]) -> tuple[dict[str, str], int | None]:
    """{"day", "month", "year"} in digits where words tell them, and the weekday that stands there (Monday is 0).

    What one part tells of another is moved to it: a whole date may stand in the first. A part without words stays as
    it is. Raises `InputError` date_digits where two parts, or a part twice, tell different things.
    """
    found, weekdays = dict.fromkeys(parts, ""), set[int]()
    for name, text in parts.items():
        told, weekday = _read(name, text, has_month=name != "month" and bool(parts["month"]))
        if weekday is not None:
            weekdays.add(weekday)
        for part, value in told.items():
            if found[part] and found[part].lstrip("0") != value.lstrip("0"):
                raise InputError("date_digits")
            found[part] = value
    if len(weekdays) > 1:
        raise InputError("date_digits")
    return found, next(iter(weekdays), None)


def _read(name: str, text: str, *, has_month: bool) -> tuple[dict[str, str], int | None]:
    """What one part says: by itself, or with words for the others too. `has_month`: another part tells the month."""
    text = _COMMA.sub(" ", _ORDINAL.sub(r"\1 ", text)).strip()
    pieces = [piece for piece in text.split() if _is_number(piece) or fold(piece) not in _SILENT]
    words = [piece for piece in pieces if not _is_number(piece)]
    month, weekday = _named(words, has_month=has_month)
    if words and month is None and weekday is None:
        return {name: " ".join(pieces)}, None
    numbers = [piece for piece in pieces if _is_number(piece)]
    if month is None:
        return ({name: " ".join(numbers)} if numbers else {}), weekday
    return {"month": month, **_day_and_year(numbers)}, weekday


def _day_and_year(numbers: list[str]) -> dict[str, str]:
    """Beside a month in words, four digits are the year and fewer the day."""
    days = [number for number in numbers if len(number) < _LONGEST_YEAR]
    years = [number for number in numbers if len(number) >= _LONGEST_YEAR]
    if len(days) == 2 and not years:
        raise InputError("year_four_digits")
    if len(days) > 1 or len(years) > 1:
        raise InputError("date_digits")
    return {**({"day": days[0]} if days else {}), **({"year": years[0]} if years else {})}


def _is_number(piece: str) -> bool:
    return piece.isascii() and piece.isdigit()


def _named(words: list[str], *, has_month: bool) -> tuple[str | None, int | None]:
    """The month and the weekday that words name; neither where a word is left over.

    The whole may be a month of two words (تشرين الثاني). "mar" is a month, save where another is told.
    """
    for count in (1, 0) if has_month else (0, 1):
        weekday = _weekdays().get(fold(words[0])) if count and words else None
        rest = " ".join(words[count:])
        month = month_number(rest)
        if (count == 0 or weekday is not None) and (_is_number(month) or (count and not rest)):
            return (month if _is_number(month) else None), weekday
    return None, None


@cache
def _weekdays() -> dict[str, int]:
    """Folded names of weekdays and what is short for them, where it is short for one alone."""
    from babel.dates import get_day_names  # slow to import, and few write a weekday

    found: dict[str, int] = {}
    for locale in _WEEKDAY_LOCALES:
        for number, name in get_day_names("wide", locale=locale).items():
            found[fold(name)] = number
        for number, name in get_day_names("abbreviated", locale=locale).items():
            found.setdefault(fold(name), number)
    return found | {"tues": 1, "thur": 3, "thurs": 3}
