"""Numbers as people in Algeria write them."""

from __future__ import annotations

import re

from services.forms.problems import InputError
from services.forms.text import latin_digits

_NUMBER = re.compile(r"(?P<sign>[-−+]?)(?P<whole>\d+)(?:[.,](?P<part>\d+))?", re.ASCII)
_GROUPED = re.compile(r"(?<=\d)[.,](?=\d{3}(?:\D|$))", re.ASCII)
MOST = 10**12
"""The largest number that the contract takes, either way."""
_MOST_DIGITS = 15
"""More cannot be told apart by every JSON reader (RFC 8259, section 6)."""
_SEPARATORS = str.maketrans({"٫": ",", "٬": "", "'": "", "’": "", "\u200e": "", "\u200f": "", "\u061c": ""})


def number(raw: str) -> int | float:
    """A JSON number. Code: not_a_number.

    A comma or a dot before exactly three digits groups thousands (45.000 and 45,000 are forty-five
    thousand: Arabic and French Algeria and English differ, and no amount has three decimals); before any
    other count of digits it is the decimal sign.
    """
    text = "".join(latin_digits(raw).translate(_SEPARATORS).split())
    match = _NUMBER.fullmatch(_GROUPED.sub("", text))
    if match is None:
        raise InputError("not_a_number")
    whole, part = match["whole"].lstrip("0") or "0", (match["part"] or "").rstrip("0")
    if len(whole) + len(part) > _MOST_DIGITS:
        raise InputError("not_a_number")
    sign = "-" if match["sign"] in ("-", "−") and (whole, part) != ("0", "") else ""
    value = float(f"{sign}{whole}.{part}") if part else int(f"{sign}{whole}")
    if abs(value) > MOST:
        raise InputError("not_a_number")
    return value
