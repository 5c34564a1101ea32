"""Numbers as people in Algeria write them."""

from __future__ import annotations

import re

from services.forms.problems import InputError
from services.forms.text import visible

_NUMBER = re.compile(
    r"(?P<sign>[-+]?)"
    r"(?P<whole>[1-9]\d{0,2}(?P<group>[ '.,])\d{3}(?:(?P=group)\d{3})*|\d+)"
    r"(?:(?!(?P=group))(?P<point>[.,])(?P<part>\d+))?",
    re.ASCII,
)
"""Groups are all of three digits and parted by one sign, which is not the decimal sign."""

_UNIT = (
    r"DA|D\.A\.?|DZD|dinars?(?: algériens?)?|د\.?ج\.?|دينار(?:ا|ات)?(?: جزائريا?)?|دنانير|"
    r"%|٪|kg|كغ|كلغ|km|كم|ans?|années?|سنة|سنوات|years?"
)
"""What a number of the catalogue's forms is in. Others, as "millions" or "g", would make it another number."""
_WITH_UNIT = re.compile(rf"(?:(?:{_UNIT})(?=[ \d]) *)?(.*?)(?: *(?:{_UNIT}))?", re.IGNORECASE)
MOST = 10**12
"""The largest number that the contract takes, either way."""
_MOST_DIGITS = 15
"""More cannot be told apart by every JSON reader (RFC 8259, section 6)."""
_SIGNS = str.maketrans(
    {
        "٫": ",",
        "،": ",",
        "٬": "'",
        "’": "'",
        "ʼ": "'",
        "−": "-",
        "–": "-",
        "‐": "-",
        "‑": "-",
        "﹣": "-",
        "－": "-",
    }
)


def number(raw: str) -> int | float:
    """A JSON number, with its unit or without. Code: not_a_number.

    A comma or a dot before exactly three digits groups thousands (45.000 and 45,000 are forty-five
    thousand: Arabic and French Algeria and English differ, and no amount has three decimals); before any
    other count of digits, or after a zero, it is the decimal sign. What can be read in two ways is refused.
    """
    typed = re.sub(r"\s*([.,'])\s*", r"\1", " ".join(visible(raw).translate(_SIGNS).split()))
    with_unit = _WITH_UNIT.fullmatch(typed)
    match = _NUMBER.fullmatch(re.sub(r"(?<=^[-+]) ", "", with_unit[1])) if with_unit else None
    if match is None:
        raise InputError("not_a_number")
    whole, part = re.sub(r"\D", "", match["whole"]).lstrip("0") or "0", match["part"] or ""
    if len(part) == 3 and whole != "0":
        raise InputError("not_a_number")
    part = part.rstrip("0")
    if len(whole) + len(part) > _MOST_DIGITS:
        raise InputError("not_a_number")
    sign = "-" if match["sign"] == "-" and (whole, part) != ("0", "") else ""
    value = float(f"{sign}{whole}.{part}") if part else int(f"{sign}{whole}")
    if abs(value) > MOST:
        raise InputError("not_a_number")
    return value
