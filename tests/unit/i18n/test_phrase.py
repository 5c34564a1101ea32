"""A text keeps the language in which it is."""

from __future__ import annotations

import copy

import pytest

from i18n.phrase import Phrase, joined, language_of


def test_a_phrase_keeps_its_language_in_copies_and_loses_it_in_what_is_made_of_it() -> None:
    phrase = Phrase("Bonjour", "fr")
    assert copy.deepcopy(phrase).language == "fr"
    assert phrase == "Bonjour"
    assert not isinstance(f"{phrase}.", Phrase)


def test_joining_keeps_one_language_only() -> None:
    french, arabic = Phrase("Bonjour", "fr"), Phrase("مرحبا", "ar")
    same = joined(", ", [french, "Amina", french])
    assert (same, language_of(same, "ar")) == ("Bonjour, Amina, Bonjour", "fr")
    assert language_of(joined(" ", [french, arabic]), "ar") == "ar"
    assert not isinstance(joined(" ", ["a", "b"]), Phrase)


@pytest.mark.parametrize(
    ("text", "shown_in", "language"),
    [
        ("Demande", "kab", "fr"),
        ("Asuter n tɣawsa", "kab", "kab"),
        ("Demande", "ar", "ar"),
        ("Demande", "fr", "fr"),
    ],
)
def test_a_plain_text_is_in_the_language_of_the_screen_but_for_what_kabyle_lacks(
    text: str, shown_in: str, language: str
) -> None:
    assert language_of(text, shown_in) == language
