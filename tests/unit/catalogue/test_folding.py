from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.catalogue.folding import fold

# What people write in Algeria: Latin with accents and Kabyle letters, Arabic with signs and the article.
LETTERS = "aàâeéèêiïoôuùçœɛɣḍḥṛṣṭẓčǧg h" + "اأإآٱبةتهىيئؤءلوكف" + "ًٌٍَُِّْـ" + "'-/.٠١۲3"
OF_OUR_LANGUAGES = st.text(LETTERS + LETTERS.upper(), max_size=20)


@given(text=st.text(max_size=20) | OF_OUR_LANGUAGES)
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(text=OF_OUR_LANGUAGES)
def test_case_makes_no_difference(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower()) == fold(text.title())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Invalidité", "INVALIDITE"),
        ("cœur", "coeur"),
        ("l’invalidité", "l'invalidité"),
        ("بطاقة الإعاقة", "بطاقه الاعاقه"),
        ("مُسْتَشْفَى", "مستشفي"),
        ("شـــهادة", "شهادة"),
        ("المؤسسة", "موسسة"),
        ("والوثائق", "وثائق"),
        ("للتأمين", "التامين"),
        ("آلة", "الة"),
        ("taɣawsa tamḍant", "tagawsa tamdant"),
        ("taɣawsa", "taghawsa"),
        ("tɛedda čǧṣṛẓṭḥ", "teedda cgsrzth"),
        ("٢٠٢٦", "۲۰۲۶"),
        ("ﻻ", "لا"),
    ],
)
def test_one_word_however_it_is_written(one: str, other: str) -> None:
    assert fold(one) == fold(other) != ""


def test_a_short_word_keeps_its_first_letters() -> None:
    assert fold("الم") == "الم"
