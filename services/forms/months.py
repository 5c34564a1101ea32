"""Months as they are written in words, in every language of the app."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from services.catalogue.folding import fold

_LOCALES = ("fr", "ar_DZ", "ar", "ar_SY", "ar_MA", "en", "kab")
"""Arabic has three sets of names: those of Algeria, of Egypt (`ar`) and of the Levant; Morocco writes its own."""
_LEAST = 3
"""Letters of a month's name from which its beginning stands for it, if it is the beginning of no other."""


def month_number(typed: str) -> str:
    """1 to 12 for the name of a month or its beginning; the text itself where it is none."""
    name = fold(typed)
    if not name or name.isdigit():
        return typed
    numbers = _months().get(name)
    if numbers is None and len(name) >= _LEAST:
        numbers = {number for month, known in _months().items() if month.startswith(name) for number in known}
    return str(next(iter(numbers))) if numbers and len(numbers) == 1 else typed


@cache
def _months() -> dict[str, set[int]]:
    """The numbers that a folded name may mean."""
    from babel.dates import get_month_names  # slow to import, and few write a month in words

    found: defaultdict[str, set[int]] = defaultdict(set)
    for locale in _LOCALES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, locale).items():
                    found[fold(name)].add(number)
    return dict(found)
