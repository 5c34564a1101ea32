"""What all letters are written from, and the parts that they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ministry.auth.tables import Person
from ministry.letters.glyphs import is_right_to_left
from ministry.letters.page import Facts, Passage
from ministry.letters.words import STATE, WORDS, said
from ministry.publishing.service import Edition
from ministry.requests.tables import Request


@dataclass(frozen=True, slots=True)
class Draft:
    """`at` is when what the letter tells of happened."""

    edition: Edition
    request: Request
    person: Person
    at: datetime
    is_demo: bool = False

    @property
    def service(self) -> dict[str, Any]:
        return self.edition.services[self.request.service_id]

    def warnings(self, language: str) -> list[str]:
        """Return what a letter of the demonstration says of itself."""
        return [WORDS[language]["demo"]] if self.is_demo else []


def head(edition: Edition, service: dict[str, Any]) -> list[Passage]:
    """Return the letter's senders, in Arabic and French.

    The State, then the first agency of the service.
    """
    agency = edition.agencies[service["agencies"][0]]["name"]
    return [Passage(name[language], language) for name in (STATE, agency) for language in ("ar", "fr")]


def facts(language: str, *rows: tuple[str, str]) -> Facts:
    """Return labels beside their values.

    The first of each row is a key of the words.
    """
    words = WORDS[language]
    return Facts(
        [
            (Passage(words[key] + words["colon"], language), Passage(value, whose(value, language)))
            for key, value in rows
        ]
    )


def person_name(person: Person, language: str) -> str:
    """Return first and last name in the letter's script."""
    return " ".join(said(person.details[part], language) for part in ("first_name", "last_name"))


def whose(text: str, language: str) -> str:
    """Return a text's language by its script, `language` where it agrees."""
    if is_right_to_left(text):
        return "ar"
    return "fr" if language == "ar" and any(sign.isalpha() for sign in text) else language
