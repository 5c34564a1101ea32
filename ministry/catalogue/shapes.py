"""Small checks that combine into the shape of a document. A shape raises CatalogueError or lets pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeAlias, get_args

from ministry.catalogue.errors import (
    DuplicateIdError,
    MissingKeyError,
    MissingLanguageError,
    UnknownKeyError,
    WrongShapeError,
)
from ministry.contract.answers import Language

Shape: TypeAlias = Callable[[Any, str], None]

LANGUAGES: tuple[Language, ...] = get_args(Language)
REQUIRED_LANGUAGES = ("ar", "fr")
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")


def string(value: Any, where: str) -> None:
    if not isinstance(value, str) or not value.strip() or value != value.strip():
        raise WrongShapeError(where, "a text without blanks around it", value)


def identifier(value: Any, where: str) -> None:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise WrongShapeError(where, "an id", value)


def boolean(value: Any, where: str) -> None:
    if not isinstance(value, bool):
        raise WrongShapeError(where, "true or false", value)


def positive(value: Any, where: str) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise WrongShapeError(where, "a whole number from 1", value)


def scalar(value: Any, where: str) -> None:
    if isinstance(value, dict | list) or value is None:
        raise WrongShapeError(where, "a single value", value)


def mapping(value: Any, where: str) -> None:
    """A mapping of any kind: what is within it is checked where it is used."""
    if not isinstance(value, dict):
        raise WrongShapeError(where, "a mapping", value)


def text(value: Any, where: str) -> None:
    """A localised text: Arabic and French at least, no language that the contract does not know."""
    if not isinstance(value, dict):
        raise WrongShapeError(where, "a text in several languages", value)
    for language in REQUIRED_LANGUAGES:
        if language not in value:
            raise MissingLanguageError(where, language)
    for language, words in value.items():
        if language not in LANGUAGES:
            raise UnknownKeyError(where, str(language))
        string(words, f"{where}/{language}")


def instant(value: Any, where: str) -> None:
    """RFC 3339 in UTC, whole seconds."""
    try:
        datetime.strptime(value, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except (TypeError, ValueError) as error:
        raise WrongShapeError(where, "a time like 2026-11-21T18:00:00Z", value) from error


def one_of(*values: str) -> Shape:
    def check(value: Any, where: str) -> None:
        if value not in values:
            raise WrongShapeError(where, "one of " + ", ".join(values), value)

    return check


def list_of(item: Shape, *, at_least: int = 0) -> Shape:
    """A list whose items keep `item`. Items that bear an id bear different ones."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, list) or len(value) < at_least:
            raise WrongShapeError(where, f"a list of at least {at_least}", value)
        seen = set()
        for place, element in enumerate(value):
            name = _name(element)
            if name in seen:
                raise DuplicateIdError(where, str(name))
            if name is not None:
                seen.add(name)
            item(element, f"{where}/{place if name is None else name}")

    return check


def _name(element: Any) -> str | None:
    """What a list's item is known by: its id, an option's value, or itself where it is a plain text."""
    if isinstance(element, str):
        return element
    if isinstance(element, dict):
        name = element.get("id", None if "rule" in element else element.get("value"))
        return name if isinstance(name, str) else None
    return None


def mapping_of(item: Shape) -> Shape:
    """A mapping from ids to values that keep `item`."""

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict) or not value:
            raise WrongShapeError(where, "a mapping", value)
        for key, element in value.items():
            identifier(key, where)
            item(element, f"{where}/{key}")

    return check


def record(required: Mapping[str, Shape], optional: Mapping[str, Shape] | None = None) -> Shape:
    """A mapping with these keys and no other."""
    known = {**required, **(optional or {})}

    def check(value: Any, where: str) -> None:
        if not isinstance(value, dict):
            raise WrongShapeError(where, "a mapping", value)
        for key in value:
            if key not in known:
                raise UnknownKeyError(where, str(key))
        for key in required:
            if key not in value:
                raise MissingKeyError(where, key)
        for key, element in value.items():
            known[key](element, f"{where}/{key}")

    return check
