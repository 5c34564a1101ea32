"""Walking the words of the catalogue, for tests that say how they are written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple


class Words(NamedTuple):
    where: str
    field: str
    text: dict[str, str]


def walk(value: Any, where: str = "", field: str = "") -> Iterator[Words]:
    """Yield every localised text, with its place and field.

    Titles of sources are quoted: nothing is asked of their words.
    """
    if isinstance(value, dict):
        if "fr" in value and isinstance(value["fr"], str):
            yield Words(where, field, value)
            return
        for key, element in value.items():
            if key == "title_text":
                continue
            yield from walk(element, f"{where}/{key}", key)
    elif isinstance(value, list):
        for place, element in enumerate(value):
            name = element.get("id", place) if isinstance(element, dict) else place
            yield from walk(element, f"{where}/{name}", field)


def questions(document: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for service in document["services"]:
        for group in service["form"]["groups"]:
            for question in group["questions"]:
                yield f"{service['id']}/{group['id']}/{question['id']}", question
