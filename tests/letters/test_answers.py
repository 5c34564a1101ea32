"""Answers as a receipt writes them, in the usage of Algeria."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from ministry.letters.answers import answer_words, paper_words
from ministry.letters.drafting import whose
from ministry.letters.words import WORDS, day, moment, written_in
from tests.letters.drafts import PLACES

OPTIONS = [
    {"value": "a", "label": {"ar": "أول", "fr": "Premier"}},
    {"value": "b", "label": {"ar": "ثان", "fr": "Second"}},
]


def said(kind: str, value: Any, language: str) -> str:
    return answer_words({"id": "q", "type": kind, "options": OPTIONS}, value, PLACES, language)


@pytest.mark.parametrize(
    ("kind", "value", "fr", "ar"),
    [
        ("number", 1234567, "1\u202f234\u202f567", "1.234.567"),
        ("number", 1234.5, "1\u202f234,5", "1.234,5"),
        ("number", 0, "0", "0"),
        ("date", "2026-01-01", "1er janvier 2026", "1 جانفي 2026"),
        ("date", "2026-07-20", "20 juillet 2026", "20 جويلية 2026"),
        ("yes_no", True, "Oui", "نعم"),
        ("one_of", "b", "Second", "ثان"),
        ("several_of", ["b", "a"], "Premier, Second", "أول، ثان"),
        ("phone", "+213550000042", "0550 00 00 42", "0550 00 00 42"),
        ("phone", "+21321123456", "021 12 34 56", "021 12 34 56"),
        ("nss", "905412300742", "905 412 300 742", "905 412 300 742"),
        ("nin", "109900015012340042", "109 900 015 012 340 042", "109 900 015 012 340 042"),
        ("account", "00799999001234567803", "007 99999 001 234 5678 03", "007 99999 001 234 5678 03"),
        ("account", "1234567/89", "123 4567 89", "123 4567 89"),
        (
            "place",
            {"wilaya": "15", "commune": "1501"},
            "Tizi Ouzou, wilaya\u00a0: Tizi Ouzou",
            "تيزي وزو، ولاية تيزي وزو",
        ),
        ("text", "12 rue des Oliviers", "12 rue des Oliviers", "12 rue des Oliviers"),
    ],
)
def test_an_answer_is_written_as_people_write_it(kind: str, value: Any, fr: str, ar: str) -> None:
    assert (said(kind, value, "fr"), said(kind, value, "ar")) == (fr, ar)


def test_a_document_is_told_by_type_and_size() -> None:
    assert paper_words("application/pdf", 120_400, "fr") == "PDF (120\u00a0Ko)"
    assert paper_words("image/jpeg", 2_140_000, "ar") == "JPEG (2,1\u00a0ميغابايت)"
    assert paper_words("image/png", 12, "en") == "PNG (1\u00a0kB)"


def test_moments_are_those_of_algiers() -> None:
    late = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert moment(late, "fr") == "1er janvier 2027 à 00:30"
    assert moment(late, "ar") == "1 جانفي 2027 على الساعة 00:30"
    assert day(date(2026, 8, 2), "en") == "2 August 2026"


def test_a_text_has_the_language_of_its_script() -> None:
    assert [whose(text, "ar") for text in ("أمينة", "Amina", "0550 00")] == ["ar", "fr", "ar"]
    assert [whose(text, "kab") for text in ("أمينة", "Ɣiles", "ⴰⵎⴰⵣⵉⵖ")] == ["ar", "kab", "kab"]


def test_every_language_has_the_same_words() -> None:
    assert WORDS["fr"].keys() == WORDS["ar"].keys() == WORDS["en"].keys()
    assert [written_in(code) for code in ("ar", "fr", "en", "kab")] == ["ar", "fr", "en", "fr"]
