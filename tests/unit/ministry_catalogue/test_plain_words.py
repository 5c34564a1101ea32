"""Forms and services speak in short sentences, and every abbreviation in them can be looked up in the application.

Not measured: laws and titles of sources, which are quoted, and the official names of agencies.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from i18n import Words as Speaker
from i18n.terms import all_terms, terms_in
from ministry.catalogue.loader import LoadedCatalogue
from scripts.i18n_plain import abbreviations, long_sentences
from scripts.i18n_tools import read
from tests.unit.ministry_catalogue.texts import Words, walk

LANGUAGES = ["ar", "fr", "en"]
SHOWS_A_RIGHT_ANSWER = {
    "ar": r"مثال: \S|مثل \S|مثلًا \S|« .+ »",
    "fr": r"Exemple\u00a0: \S|par exemple \S|comme \d|«\u00a0.+\u00a0»",
    "en": r"Example: \S|for example \S|such as \d|“.+”",
}


@pytest.fixture(scope="module")
def words(catalogue: LoadedCatalogue) -> list[Words]:
    return list(walk(catalogue.document))


@pytest.fixture(scope="module")
def short_names(catalogue: LoadedCatalogue) -> list[str]:
    return [agency["short"] for agency in catalogue.document["agencies"].values()]


def said_by_the_application(language: str) -> Iterator[str]:
    catalogue = read(language)
    assert catalogue is not None
    for entry in catalogue:
        shown = entry.id if language == "en" else entry.string
        yield from shown if isinstance(shown, list | tuple) else [shown]
    yield Speaker(language).file_size(5 * 1024)
    yield Speaker(language).file_size(20 * 1024**2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_short(words: list[Words], language: str) -> None:
    measured = [each for each in words if not each.where.startswith("/agencies")]
    assert len(measured) > 1000
    found = [(each.where, sentence) for each in measured for sentence in long_sentences(each.text[language])]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_abbreviation_is_explained(words: list[Words], short_names: list[str], language: str) -> None:
    found = {short for each in words for short in abbreviations(each.text[language])}
    assert "RIP" in found
    assert [short for short in [*found, *short_names] if not terms_in(short, language)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_used(words: list[Words], short_names: list[str], language: str) -> None:
    texts = [each.text[language] for each in words if each.field != "spoken"]
    texts += [*short_names, *said_by_the_application(language)]
    used = {term.key for text in texts for term in terms_in(text, language)}
    assert [term.key for term in all_terms(language) if term.key not in used] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_message_shows_a_right_answer(words: list[Words], language: str) -> None:
    messages = [each for each in words if each.field == "message"]
    assert len(messages) > 30
    shows = re.compile(SHOWS_A_RIGHT_ANSWER[language])
    assert [each.where for each in messages if not shows.search(each.text[language])] == []
