"""Addresses of nouns, which have one word everywhere."""

from __future__ import annotations

from screens import routes


def test_the_address_of_a_noun_is_its_word_in_the_plural() -> None:
    assert routes.noun("concern") == "/concerns"
    assert routes.noun("concern", "new") == "/concerns/new"
