"""Months and weekdays as they are written in words, in every language of the app."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from services.catalogue.folding import fold

_LOCALES = ("fr", "ar_DZ", "ar", "ar_SY", "ar_MA", "en", "kab")
"""Arabic has three sets of names: those of Algeria, of Egypt (`ar`) and of the Levant; Morocco writes its own."""
_WEEKDAY_LOCALES = ("fr", "ar_DZ", "ar", "en")
_ALSO = {6: ("يونيه",), 7: ("يوليه",)}
"""Spellings of Egypt that the tables lack."""
_LEAST = 3
"""Fewest letters by which a month may be abbreviated, if no other month begins with them."""


def month_number(typed: str) -> str:
    """Turn a month's name or beginning into 1 to 12.

    Other text is returned as it is.
    """
    name = fold(typed)
    if not name or name.isdigit():
        return typed
    numbers = _months().get(name)
    if numbers is None and len(name) >= _LEAST and name not in weekdays():  # سبت (Saturday) begins سبتمبر
        numbers = {number for month, known in _months().items() if month.startswith(name) for number in known}
    return str(next(iter(numbers))) if numbers and len(numbers) == 1 else typed


@cache
def weekdays() -> dict[str, int]:
    """Map weekdays' folded names and unique short forms to numbers.

    Monday is 0.
    """
    from babel.dates import get_day_names  # slow to import, and few write a weekday

    found: dict[str, int] = {}
    for locale in _WEEKDAY_LOCALES:
        for number, name in get_day_names("wide", locale=locale).items():
            found[fold(name)] = number
        for number, name in get_day_names("abbreviated", locale=locale).items():
            found.setdefault(fold(name), number)
    for number, name in get_day_names(
        "wide", locale="kab"
    ).items():  # its short ones are those of other days in French
        found.setdefault(fold(name), number)
    return found | {"tues": 1, "thur": 3, "thurs": 3}


@cache
def _months() -> dict[str, set[int]]:
    """Return the numbers that a folded name may mean."""
    from babel.dates import get_month_names  # slow to import, and few write a month in words

    found: defaultdict[str, set[int]] = defaultdict(set)
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    found[fold(name)].add(number)
    for number, names in _ALSO.items():
        for name in names:
            found[fold(name)].add(number)
    return dict(found)
