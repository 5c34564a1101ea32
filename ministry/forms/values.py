"""The check of one answer against its question's type."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import UnionType
from typing import Any

from ministry.forms.identifiers import is_account
from ministry.text import is_one_line, is_plain

Places = Mapping[str, frozenset[str]]
"""Wilaya code → codes of its communes."""

_PHONE = re.compile(r"\+213[1-9][0-9]{7,8}")
"""E.164 of an Algerian number: 9 digits for a mobile, 8 for a land line, without the national 0."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def type_error(question: Mapping[str, Any], value: Any, places: Places) -> tuple[str, str] | None:
    """Return pointer below the answer and code, or None if right."""
    kind = question["type"]
    if not _is_json(value, _JSON_TYPES[kind]):
        return "", "type"
    if kind in _TEXTS:
        return None if _TEXTS[kind](value) else ("", "pattern")
    if kind in _STRINGS:
        return None if _STRINGS[kind](value) else ("", kind)
    if kind == "one_of":
        return _chosen(question, value, "")
    if kind == "several_of":
        return _several(question, value)
    return _place(value, places) if kind == "place" else None


def _is_json(value: Any, expected: type | UnionType) -> bool:
    """True if a value has one of these types in JSON.

    Python takes true for a number; JSON does not.
    """
    return isinstance(value, expected) and (expected is bool or not isinstance(value, bool))


def parse_day(value: Any) -> date | None:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        return None
    try:
        return date.fromisoformat(value)
    except ValueError:
        return None


def _digits(count: int) -> Callable[[str], bool]:
    return lambda value: len(value) == count and value.isascii() and value.isdecimal()


_STRINGS: dict[str, Callable[[str], bool]] = {
    "date": lambda value: parse_day(value) is not None,
    "phone": lambda value: _PHONE.fullmatch(value) is not None,
    "nin": _digits(18),
    "nss": _digits(12),
    "account": is_account,
}
"""Each also the code of its error. The control keys of NIN and NSS are not published: digits only."""

_TEXTS: dict[str, Callable[[str], bool]] = {"text": is_one_line, "long_text": is_plain}

_JSON_TYPES: dict[str, type | UnionType] = {
    "text": str,
    "long_text": str,
    "number": int | float,
    "yes_no": bool,
    "one_of": str,
    "several_of": list,
    "place": dict,
    **dict.fromkeys(_STRINGS, str),
}


def _chosen(question: Mapping[str, Any], value: str, below: str) -> tuple[str, str] | None:
    known = any(option["value"] == value for option in question["options"])
    return None if known else (below, "option")


def _several(question: Mapping[str, Any], value: list[str]) -> tuple[str, str] | None:
    if len(set(value)) != len(value):
        return "", "duplicate"
    return next(
        (wrong for place, item in enumerate(value) if (wrong := _chosen(question, item, f"/{place}"))), None
    )


def _place(value: dict[str, str], places: Places) -> tuple[str, str] | None:
    if value["wilaya"] not in places:
        return "/wilaya", "place"
    return None if value["commune"] in places[value["wilaya"]] else ("/commune", "place")
