"""Arabic as it is copied from a PDF or typed on another keyboard is heard as the plain letters are."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.spoken import utterances
from i18n.spoken_arabic import sayable
from services.letters import plain_letters

ARABIC_WORD = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىأإآؤئ", min_size=2, max_size=12)
SHAPED = {
    plain: shape
    for shape in map(chr, (*range(0xFB50, 0xFDFC), *range(0xFE70, 0xFEFD)))
    if len(plain := unicodedata.normalize("NFKC", shape)) == 1
}


def said(text: str, language: str = "ar") -> list[str]:
    return [piece.said.strip() for found in utterances(text, language) for piece in found.pieces]


@given(word=ARABIC_WORD)
def test_presentation_forms_are_the_plain_word(word: str) -> None:
    shaped = "".join(SHAPED.get(letter, letter) for letter in word)
    assert plain_letters(shaped) == word
    assert said(shaped) == said(word)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("\ufeb7\ufeae\ufedb\ufe94 \ufe8d\ufef7\ufec3\ufee0\ufeb2", ["شركة الأطلس"]),
        ("کریمی", ["كريمي"]),
        ("ڤريڨ", ["فريگ"]),
        ("٤٥٬٠٠٠٫٥٠ دج", ["45000 فاصلة 50 دينار جزائري"]),
        ("۴۵٬۰۰۰ دج", ["45000 دينار جزائري"]),
    ],
)
def test_what_is_written_in_other_letters_is_heard_whole(written: str, heard: list[str]) -> None:
    assert said(written) == heard


def test_arabic_signs_of_a_number_belong_to_it_in_french_too() -> None:
    assert said("Montant ٤٥٬٠٠٠٫٥٠ DA", "fr") == ["Montant", "45000,50 dinars algériens"]


@given(st.text(st.characters(min_codepoint=0x600, max_codepoint=0x8FF)))
def test_any_arabic_text_stays_something_to_say(text: str) -> None:
    assert sayable(sayable(text)) == sayable(text)
    assert bool(sayable(text)) == bool(text)
