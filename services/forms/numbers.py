"""Numbers as people in Algeria write them."""

from __future__ import annotations

import re
from decimal import Decimal

from services.forms.problems import InputError
from services.forms.text import readable

_NUMBER = re.compile(
    r"(?P<sign>[-+]? ?)"
    r"(?P<whole>[1-9]\d{0,2}(?P<group>[ '.,،])\d{3}(?:(?P=group)\d{3})*|\d+)"
    r"(?:(?(group) ?)(?!(?P=group))(?P<point>[.,٫](?(group) ?)|،)(?P<part>\d+))?",
    re.ASCII,
)
"""Groups are all of three digits and parted by one sign, which is not the decimal sign. Spaces around a decimal sign
are allowed where the number is grouped: "2, 3" is two numbers. The Arabic decimal sign ٫ parts no groups."""

_UNITS = {
    "dinar": r"DA|D\.A\.?|DZD|(?:algerian )?dinars?(?: alg[ée]riens?)?|د[. ]{0,2}ج\.?"
    r"|(?:دينار(?:ا|ات)?|دنانير)(?: جزائري[اةه]?)?",
    "percent": r"%|٪|pour ?cent|per ?cent|(?:ب|في )ال(?:مائ|مئ)[ةه]",
    "year": r"ans?|ann[ée]es?|سن[ةه]|سنوات|سنين|عاما?|[أا]عوام|years?",
    "kilogram": r"kgs?|kilos?|kilogrammes?|kilograms?|كغم?|كلغ|كيلو[غج]رام(?:ا|ات)?",
    "kilometre": r"kms?|kilom[eè]tres?|kilometers?|كل?م|كيلو ?متر(?:ا|ات)?",
}
"""What a number of the catalogue's forms is in, by the contract's name of the unit. Others, as "millions" or "g", would
make it another number."""
_MEASURES = frozenset({"percent", "kilogram", "kilometre"})
"""Units in which three decimals are usual: 1.250 km is no thousand kilometres."""
_UNIT = "|".join(_UNITS.values())
_ONE_GROUP = re.compile(r"([1-9]\d{0,2})[.,،](\d{3})", re.ASCII)
_ONE_GROUP_OR_DECIMALS = re.compile(r"([1-9]\d{0,2})٫(\d{3})", re.ASCII)
"""The Arabic decimal sign, where three decimals are not usual: it is taken for the sign of thousands (٬)."""
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


def number(raw: str, unit: str | None = None) -> int | float:
    """Return a JSON number, as `decimal` reads it."""
    value = decimal(raw, unit)
    return int(value) if value == value.to_integral_value() else float(value)


def decimal(raw: str, unit: str | None = None) -> Decimal:
    """Read a number with its decimals, with or without a unit.

    `unit` is that of the question. Codes: not_a_number (`readings`: the numbers that it may be); min and max beyond
    what the contract takes.

    A comma or a dot before exactly three digits groups thousands (45.000 and 45,000 are forty-five thousand: Arabic and
    French Algeria and English differ, and no amount has three decimals); before any other count of digits, or after a
    zero, it is the decimal sign. What can be read in two ways is refused: the Arabic decimal sign before exactly three
    digits too, and any sign before more, save in the units in which three decimals are usual.
    """
    typed, typed_unit = _without_unit(" ".join(readable(raw, "not_a_number").translate(_SIGNS).split()))
    match = _NUMBER.fullmatch(typed)
    if match is None or (unit in _UNITS and typed_unit not in (None, unit)):
        raise InputError("not_a_number")
    is_measure = (typed_unit or unit) in _MEASURES
    asked = _ONE_GROUP if is_measure else _ONE_GROUP_OR_DECIMALS
    if groups := asked.fullmatch(typed.lstrip("-+ ")):
        raise InputError(
            "not_a_number", {"readings": [int(groups[1] + groups[2]), float(".".join(groups.groups()))]}
        )
    whole, part = re.sub(r"\D", "", match["whole"]).lstrip("0") or "0", match["part"] or ""
    if len(part) > 2 and whole != "0" and not is_measure:
        minus = "-" if match["sign"].strip() == "-" else ""
        # One with a sign in the wrong place, as "45,0000" for 450,000.
        readings = [int(f"{minus}{whole}{part}"), float(f"{minus}{whole}.{part}")]
        raise InputError(
            "not_a_number", {"readings": readings} if not match["group"] and abs(readings[0]) <= MOST else {}
        )
    sign = "-" if match["sign"].strip() == "-" and (whole, part.strip("0")) != ("0", "") else ""
    if len(whole) + len(part.rstrip("0")) > _MOST_DIGITS:
        raise InputError("min" if sign else "max")
    value = Decimal(f"{sign}{whole}.{part}") if part else Decimal(f"{sign}{whole}")
    if abs(value) > MOST:
        raise InputError("min" if sign else "max")
    return value


def written_number(shown: str) -> Decimal | None:
    """Return the number that a form would read.

    None where it would ask.
    """
    try:
        return decimal(shown)
    except InputError:
        return None


def _without_unit(typed: str) -> tuple[str, str | None]:
    """Split off a unit; return the number and the unit's contract name."""
    found = _BEFORE.fullmatch(typed) or _AFTER.fullmatch(typed)
    if found is None:
        return typed, None
    names = (name for name, shape in _UNITS.items() if re.fullmatch(shape, found["unit"], re.IGNORECASE))
    return found["number"], next(names, None)
