"""Dates with words in them, part by part: "lundi 16 mars 2026", "16th", "1er mai", "الاثنين 16 مارس"."""

from __future__ import annotations

import re
import unicodedata

from services.catalogue.folding import fold
from services.forms.months import month_number, weekdays
from services.forms.problems import InputError

_ORDINAL = re.compile(
    r"(?<![^\s,،])(\d{1,2}) ?(er|ᵉʳ|st|nd|rd|th|ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?![^\s,،.])", re.IGNORECASE | re.ASCII
)
"""The first of a month as French writes it, any day as English does; nothing touches it."""
_ENGLISH_ENDINGS = {1: "st", 2: "nd", 3: "rd"}
_ERA = re.compile(r"(?<=\d{4}) ?(?:م|ميلادي[ةه]?)\.?(?=[\s,،]|$)")
"""The common era, as Arabic writes it after a year."""
_ELIDED = re.compile(r"(?<!\w)[dl]['’ʼ](?=[^\W\d])", re.IGNORECASE)
"""A French article or preposition that touches its word: "mois d'août"."""
_COMMA = re.compile(r"(?<=[^\W\d])(?:[.,،]| ?:)|(?<=\d)[,،](?= )|[.,،]$")
"""After a word, or between parts of a date: "Monday, March 16, 2026". Not within "1,5"."""
_SILENT = frozenset(map(fold, ["le", "du", "de", "the", "of", "في", "من"]))
"""Words that say nothing of the date."""
_NAMES = {
    "day": frozenset(map(fold, ["jour", "day", "يوم"])),
    "month": frozenset(map(fold, ["mois", "month", "شهر"])),
    "year": frozenset(map(fold, ["an", "année", "year", "سنة", "عام", "لسنة", "لعام"])),
}
"""Words for a part of a date. Without a month in words they are left out of their own part alone."""
_LONGEST_YEAR = 4


def spread(parts: dict[str, str]) -> tuple[dict[str, str], int | None]:
    """Return {"day", "month", "year"} in digits, and the weekday typed, if any.

    Monday is 0.

    What one part tells of another is moved to it: a whole date may stand in the first. A part without words stays as
    it is. Raises `InputError` date_digits where two parts, or a part twice, tell different things.
    """
    found, told_weekdays = dict.fromkeys(parts, ""), set[int]()
    for name, text in parts.items():
        told, weekday = _read(name, text, has_month=name != "month" and bool(parts["month"]))
        if weekday is not None:
            told_weekdays.add(weekday)
        for part, value in told.items():
            if found[part] and found[part].lstrip("0") != value.lstrip("0"):
                raise InputError("date_digits")
            found[part] = value
    if len(told_weekdays) > 1:
        raise InputError("date_digits")
    return found, next(iter(told_weekdays), None)


def _read(name: str, whole: str, *, has_month: bool) -> tuple[dict[str, str], int | None]:
    """Read one part, which may also name the other parts in words.

    `has_month`: another part tells the month.
    """
    days = _ORDINAL.sub(_without_ending, whole)
    text = _COMMA.sub(" ", _ELIDED.sub("", _ERA.sub(" ", days))).strip()
    pieces = [piece for piece in text.split() if _is_number(piece) or not _is_silent(piece, *_NAMES)]
    words = [piece for piece in pieces if not _is_number(piece)]
    month, weekday = _named(words, has_month=has_month)
    numbers = [piece for piece in pieces if _is_number(piece)]
    if month is None:
        strange = [piece for piece in text.split() if not _is_number(piece) and not _is_silent(piece, name)]
        if (weekday is None and strange) or any(_is_silent(piece, *_NAMES) for piece in strange):
            return {name: text}, None
        if name != "day" and days != whole:
            return {name: whole}, None  # "3rd" is a day, whatever field it is in
        return ({name: " ".join(numbers)} if numbers else {}), weekday
    return {"month": month, **_day_and_year(numbers)}, weekday


def _day_and_year(numbers: list[str]) -> dict[str, str]:
    """Tell day from year beside a month in words.

    Four digits are the year and fewer the day.
    """
    days = [number for number in numbers if len(number) < _LONGEST_YEAR]
    years = [number for number in numbers if len(number) >= _LONGEST_YEAR]
    if len(days) == 2 and not years:
        raise InputError("year_four_digits")
    if len(days) > 1 or len(years) > 1:
        raise InputError("date_digits")
    return {**({"day": days[0]} if days else {}), **({"year": years[0]} if years else {})}


def _without_ending(ordinal: re.Match[str]) -> str:
    """Strip an ordinal's ending: "16 " of "16th".

    "21er" and "2th", which nobody writes, stay as they are.
    """
    day, ending = int(ordinal[1]), unicodedata.normalize("NFKC", ordinal[2]).lower()
    english = "th" if day // 10 == 1 else _ENGLISH_ENDINGS.get(day % 10, "th")
    return f"{ordinal[1]} " if ending == english or (ending == "er" and day == 1) else ordinal[0]


def _is_silent(piece: str, *parts: str) -> bool:
    word = fold(piece)
    return word in _SILENT or any(word in _NAMES.get(part, ()) for part in parts)


def _is_number(piece: str) -> bool:
    return piece.isascii() and piece.isdigit()


def _named(words: list[str], *, has_month: bool) -> tuple[str | None, int | None]:
    """Return the month and the weekday that words name.

    Neither where a word is left over. The whole may be a month of two words (تشرين الثاني). "mar" is a month, except
    where another part names the month.
    """
    for count in (1, 0) if has_month else (0, 1):
        weekday = weekdays().get(fold(words[0])) if count and words else None
        rest = " ".join(words[count:])
        month = month_number(rest)
        if (count == 0 or weekday is not None) and (_is_number(month) or (count and not rest)):
            return (month if _is_number(month) else None), weekday
    return None, None
