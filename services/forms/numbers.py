"""Numbers as people in Algeria write them."""

from __future__ import annotations

import re
import unicodedata

from services.forms.problems import InputError
from services.forms.text import visible

_NUMBER = re.compile(
    r"(?P<sign>[-+]? ?)"
    r"(?P<whole>[1-9]\d{0,2}(?P<group>[ '.,،])\d{3}(?:(?P=group)\d{3})*|\d+)"
    r"(?:(?(group) ?)(?!(?P=group))(?P<point>[.,٫](?(group) ?)|،)(?P<part>\d+))?",
    re.ASCII,
)
"""Groups are all of three digits and parted by one sign, which is not the decimal sign. Spaces around a decimal sign
are allowed where the number is grouped: "2, 3" is two numbers. The Arabic decimal sign ٫ parts no groups."""

_MEASURE = r"kg|كغ|كلغ|km|كم"
"""Units in which three decimals are usual: 1.250 km is no thousand kilometres."""
_UNIT = (
    r"DA|D\.A\.?|DZD|dinars?(?: algériens?)?|د\.?ج\.?|دينار(?:ا|ات)?(?: جزائريا?)?|دنانير|"
    rf"%|٪|ans?|années?|سنة|سنوات|years?|{_MEASURE}"
)
"""What a number of the catalogue's forms is in. Others, as "millions" or "g", would make it another number."""
_BEFORE = re.compile(rf"(?P<unit>{_UNIT})(?=[ \d]) *(?P<number>.*)", re.IGNORECASE)
_AFTER = re.compile(rf"(?P<number>.*?) *(?P<unit>{_UNIT})\.?", re.IGNORECASE)
MOST = 10**12
"""The largest number that the contract takes, either way."""
_MOST_DIGITS = 15
"""More cannot be told apart by every JSON reader (RFC 8259, section 6)."""
_SIGNS = str.maketrans(
    {
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
    """A JSON number, with its unit or without. Codes: not_a_number; min and max beyond what the contract takes.

    A comma or a dot before exactly three digits groups thousands (45.000 and 45,000 are forty-five
    thousand: Arabic and French Algeria and English differ, and no amount has three decimals); before any
    other count of digits, or after a zero, it is the decimal sign. What can be read in two ways is refused.
    """
    typed, is_measure = _without_unit(
        " ".join(unicodedata.normalize("NFC", visible(raw)).translate(_SIGNS).split())
    )
    match = _NUMBER.fullmatch(typed)
    if match is None or (is_measure and match["group"] and match["group"] in ".,،"):
        raise InputError("not_a_number")
    whole, part = re.sub(r"\D", "", match["whole"]).lstrip("0") or "0", match["part"] or ""
    if len(part) == 3 and whole != "0" and not is_measure and "٫" not in match["point"]:
        raise InputError("not_a_number")
    part = part.rstrip("0")
    sign = "-" if match["sign"].strip() == "-" and (whole, part) != ("0", "") else ""
    if len(whole) + len(part) > _MOST_DIGITS:
        raise InputError("min" if sign else "max")
    value = float(f"{sign}{whole}.{part}") if part else int(f"{sign}{whole}")
    if abs(value) > MOST:
        raise InputError("min" if sign else "max")
    return value


def _without_unit(typed: str) -> tuple[str, bool]:
    """The number before or after its unit, and whether it measures a weight or a way."""
    found = _BEFORE.fullmatch(typed) or _AFTER.fullmatch(typed)
    if found is None:
        return typed, False
    return found["number"], re.fullmatch(_MEASURE, found["unit"], re.IGNORECASE) is not None
