"""How the catalogue speaks: in every language, in plain sentences, in words that somebody sourced."""

from __future__ import annotations

import re

import pytest

from ministry.catalogue.loader import LoadedCatalogue
from tests.unit.ministry_catalogue.texts import Words, questions, walk

SOURCED_KABYLE = {"Azemz n tlalit", "Tansa", "Uṭṭun n tiliɣri", "Tazmert", "Amahil"}
"""The glossary's Kabyle words of high confidence that stand alone as a label here."""

LATIN_IN_ARABIC = {"RIP", "CCP", "NIN", "damancom.casnos.dz", "minha.anem.dz", "wassitonline.anem.dz"}
"""Abbreviations and addresses that Algerian Arabic forms print in Latin letters."""

ABBREVIATIONS = {"NIN", "CCP", "RIP", "DA", "AFS"}


@pytest.fixture(scope="module")
def words(catalogue: LoadedCatalogue) -> list[Words]:
    return list(walk(catalogue.document))


def test_arabic_french_and_english_are_always_there(words: list[Words]) -> None:
    assert [each.where for each in words if not {"ar", "fr", "en"} <= each.text.keys()] == []


def test_kabyle_is_only_what_the_glossary_has(words: list[Words]) -> None:
    said = {each.text["kab"] for each in words if "kab" in each.text and each.field != "spoken"}
    assert said == SOURCED_KABYLE


def test_each_language_is_written_in_its_own_script(words: list[Words]) -> None:
    for each in words:
        latin = set(re.findall(r"[A-Za-z][A-Za-z.]*[A-Za-z]|[A-Za-z]", each.text["ar"]))
        assert latin <= LATIN_IN_ARABIC, each
        for language in ("fr", "en"):
            assert not re.search(r"[\u0600-\u06ff]", each.text[language]), each


def test_french_typography(words: list[Words]) -> None:
    for each in words:
        french = each.text["fr"]
        assert "'" not in french, each
        assert "  " not in french, each
        assert not re.search(r"[^\u00a0\d][:](?!//)|[^\u00a0][;?!»%]", french), each
        assert not re.search(r"«[^\u00a0]", french), each
        assert each.field == "example" or not re.search(r"\d \d", french), each


def test_arabic_typography(words: list[Words]) -> None:
    for each in words:
        arabic = each.text["ar"]
        assert not re.search(r"[,;?](?!\d)", arabic), each
        assert not re.search(r"\s[،؛؟.:]", arabic), each
        assert not re.search(r"[\u0660-\u0669]", arabic), each


def test_the_voice_says_abbreviations_in_full(catalogue: LoadedCatalogue) -> None:
    for where, question in questions(catalogue.document):
        for language, said in question["spoken"].items():
            assert not re.search(r"\b(?:NIN|CCP|RIP|DA|kg)\b", said), (where, language, said)


def test_the_voice_says_what_is_shown(catalogue: LoadedCatalogue) -> None:
    for where, question in questions(catalogue.document):
        for language in ("ar", "fr", "en"):
            shown = question["label"][language] + " " + question.get("help", {}).get(language, "")
            plain = [word for word in re.findall(r"\w+", shown) if word not in ABBREVIATIONS | {"kg"}]
            said = re.findall(r"\w+", question["spoken"][language])
            assert [word for word in plain if word not in said] == [], where


def test_no_bidirectional_marks_and_no_stray_spaces(words: list[Words]) -> None:
    for each in words:
        for text in each.text.values():
            assert not re.search(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\t\n]", text), each
