"""Technical terms are found in what is shown, and explained in plain words."""

from __future__ import annotations

import csv
from importlib import resources

import pytest

from i18n.terms import all_terms, terms_in
from scripts.i18n_plain import abbreviations, long_sentences

LANGUAGES = ["ar", "fr", "en"]


def keys(text: str, language: str) -> list[str]:
    return [term.key for term in terms_in(text, language)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_explanations_are_short_sentences(language: str) -> None:
    assert [sentence for term in all_terms(language) for sentence in long_sentences(term.explanation)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_explanation_needs_no_other(language: str) -> None:
    for term in all_terms(language):
        assert [other for other in keys(term.explanation, language) if other != term.key] == [], term
        assert abbreviations(term.explanation) == [], term


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_term_is_found_under_the_name_that_is_shown_for_it(language: str) -> None:
    for term in all_terms(language):
        assert keys(term.name, language) == [term.key]


def test_every_name_belongs_to_one_term_that_says_its_basis() -> None:
    rows = list(csv.DictReader(resources.files("i18n").joinpath("terms.csv").read_text("utf-8").splitlines()))
    assert len({row["key"] for row in rows}) == len(rows)
    for language in LANGUAGES:
        names = [name for row in rows for name in row[language].split("|")]
        assert len(set(names)) == len(names)
    assert [row["key"] for row in rows if not all(row.values())] == []


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("Taux d’incapacité inscrit sur la carte", "fr", ["incapacity_rate"]),
        ("LES AYANTS DROIT", "fr", ["dependant"]),
        ("L'ayant droit", "fr", ["dependant"]),
        ("Attestation d’affiliation ou de non-affiliation", "fr", ["affiliation", "non_affiliation"]),
        ("Numéro du compte postal (CCP ou RIP), puis le RIP", "fr", ["ccp", "rip"]),
        ("Insured persons and their dependants", "en", ["insured", "dependant"]),
        ("يُكتب الطعن ويُودَع", "ar", ["appeal"]),
        ("طعن", "ar", ["appeal"]),
        ("وبالطعن", "ar", ["appeal"]),
        ("للطعن", "ar", ["appeal"]),
        ("المؤمن لهم", "ar", ["insured"]),
        ("المؤمَّن لهم", "ar", ["insured"]),
        ("رقم \u2066CCP\u2069 ثم مفتاحه", "ar", ["ccp"]),
        ("Numéro de\u00a0sécurité sociale", "fr", ["nss"]),
        ("حجم الملف 20 م.ب", "ar", ["megabyte"]),
    ],
)
def test_where_a_term_is_found(text: str, language: str, found: list[str]) -> None:
    assert keys(text, language) == found


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ce sont les 18 chiffres", "fr"),
        ("La caisse vous assure", "fr"),
        ("le pin est un arbre", "fr"),
        ("وصل طلبك", "ar"),
        ("لم يبلغ هذا الشخص 18 سنة", "ar"),
        ("الولاية ثم البلدية", "ar"),
        ("", "fr"),
    ],
)
def test_an_ordinary_word_is_no_term(text: str, language: str) -> None:
    assert keys(text, language) == []


def test_a_longer_name_hides_those_within_it() -> None:
    assert keys("pension de retraite", "fr") == ["retirement_pension"]
    assert keys("pension ou pension de retraite", "fr") == ["pension", "retirement_pension"]


def test_kabyle_is_explained_in_french_and_says_so() -> None:
    [term] = terms_in("Carte Chifa", "kab")
    assert (term.name, term.language) == ("carte Chifa", "fr")
    assert [term.key for term in all_terms("kab")] == [term.key for term in all_terms("fr")]
