"""Answers of a form as words in one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from ministry.letters.words import WORDS, Words, day, said

PlaceNames = Mapping[str, tuple[Words, Mapping[str, Words]]]
"""Wilaya code → its name, and the names of its communes by code."""
_MARKS = {"fr": ("\u202f", ","), "ar": (".", ","), "en": (",", ".")}
"""Between thousands, and before decimals."""
_UNITS = {"fr": ("Ko", "Mo"), "ar": ("كيلوبايت", "ميغابايت"), "en": ("kB", "MB")}
_TYPES = {"application/pdf": "PDF", "image/jpeg": "JPEG", "image/png": "PNG"}


def answer_words(question: Mapping[str, Any], value: Any, places: PlaceNames, language: str) -> str:
    """Return what was answered, as it was checked when it was taken.

    `value` is the contract's.
    """
    kind = question["type"]
    if kind == "number":
        return _number(value, language)
    if kind == "date":
        return day(date.fromisoformat(value), language)
    if kind == "yes_no":
        return WORDS[language]["yes" if value else "no"]
    if kind in {"one_of", "several_of"}:
        chosen = value if isinstance(value, list) else [value]
        return listed(
            [said(option["label"], language) for option in question["options"] if option["value"] in chosen],
            language,
        )
    if kind == "place":
        return _place(value, places, language)
    return " ".join(_GROUPS[kind](value)) if kind in _GROUPS else str(value)


def paper_words(media_type: str, size: int, language: str) -> str:
    """Name type and size of a document, in units of 1,000 bytes.

    No name of a file is ever sent.
    """
    thousands = max(round(size / 1000), 1)
    amount, unit = (thousands, 0) if thousands < 1000 else (round(size / 1e6, 1), 1)
    return f"{_TYPES[media_type]} ({_number(amount, language)}\u00a0{_UNITS[language][unit]})"


def listed(items: Sequence[str], language: str) -> str:
    """Return the items with the commas of the language."""
    return ("، " if language == "ar" else ", ").join(items)


def _number(value: float, language: str) -> str:
    thousands, decimals = _MARKS[language]
    text = f"{value:,f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.translate({ord(","): thousands, ord("."): decimals})


def _place(value: Mapping[str, str], places: PlaceNames, language: str) -> str:
    wilaya, communes = places[value["wilaya"]]
    commune, around = said(communes[value["commune"]], language), said(wilaya, language)
    return {"ar": f"{commune}، ولاية {around}", "en": f"{commune}, wilaya of {around}"}.get(
        language, f"{commune}, wilaya\u00a0: {around}"
    )


def _groups(value: str, size: int = 3) -> list[str]:
    """Group digits as they are read aloud.

    The last group is longer rather than one digit.
    """
    groups = [value[start : start + size] for start in range(0, len(value), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = ["".join(groups[-2:])]
    return groups


def _phone(value: str) -> list[str]:
    """Group the digits of a phone number.

    Algerians say 0550 12 34 56 for a mobile and 021 12 34 56 for a fixed number.
    """
    national = "0" + value.removeprefix("+213")
    head = 4 if len(national) == 10 else 3
    return [national[:head], *_groups(national[head:], 2)]


def _account(value: str) -> list[str]:
    account, _, key = value.partition("/")
    if key:
        return [*_groups(account), key]
    # A RIP reads as bank, branch, account, key.
    return [account[:3], account[3:8], *_groups(account[8:18]), account[18:]]


_GROUPS: Mapping[str, Callable[[str], list[str]]] = {
    "phone": _phone,
    "nin": _groups,
    "nss": _groups,
    "account": _account,
}
