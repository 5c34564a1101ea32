"""Walking the words of the catalogue, for tests that say how they are written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple


class Words(NamedTuple):
    where: str
    field: str
    text: dict[str, str]


def walk(value: Any, where: str = "", field: str = "") -> Iterator[Words]:
    """Every localised text, with where it stands and the name of its field."""
    if isinstance(value, dict):
        if "fr" in value and isinstance(value["fr"], str):
            yield Words(where, field, value)
            return
        for key, element in value.items():
            yield from walk(element, f"{where}/{key}", key)
    elif isinstance(value, list):
        for place, element in enumerate(value):
            name = element.get("id", place) if isinstance(element, dict) else place
            yield from walk(element, f"{where}/{name}", field)


def sentences(words: str) -> list[str]:
    """Cut at what ends a breath. A mark between two digits (14:05) ends nothing."""
    return [part.strip() for part in re.split(r"[.!?:;؟؛](?!\d)", words) if part.strip()]


def length(sentence: str) -> int:
    """Words said: no-break spaces hold a number and its unit together."""
    return len([word for word in sentence.split(" ") if re.search(r"\w", word)])


def questions(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for service in document["services"]:
        for group in service["form"]["groups"]:
            for question in group["questions"]:
                yield f"{service['id']}/{group['id']}/{question['id']}", question
