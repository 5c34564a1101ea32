"""Our order of a line against another implementation of UAX #9, and by hand where it matters most."""

import pytest
from fpdf.bidi import BidiParagraph
from fpdf.enums import TextDirection
from hypothesis import given, settings
from hypothesis import strategies as st

from services.receipts.bidi import base_level, levels, visual_order

LETTERS = "abאבعمة12٣٤ .,:-+/%$()[]«»\u2066\u2067\u2068\u2069\u200e\u200f\u0300\u064b\u200d"


@settings(deadline=None)
@given(st.text(LETTERS, min_size=1, max_size=24), st.sampled_from([0, 1]))
def test_levels_agree_with_the_reference(text: str, base: int) -> None:
    direction = TextDirection.RTL if base else TextDirection.LTR
    reference = BidiParagraph(text + "x", base_direction=direction)
    expected = {c.character_index: c.embedding_level for c in reference.get_characters_with_embedding_level()}
    ours = levels(text + "x", base)
    assert {index: ours[index] for index in expected} == expected


def shown(text: str, base: int) -> str:
    return "".join(text[index] for index in visual_order(levels(text, base)))


@pytest.mark.parametrize(
    ("text", "from_the_left"),
    [
        ("رقم 123", "123 مقر"),
        ("طلب QC2H-7JM4 وصل", "لصو QC2H-7JM4 بلط"),
        ("من 21/11/2026 إلى", "ىلإ 21/11/2026 نم"),
        ("هاتف 0550 12", "12 0550 فتاه"),
        ("نص (abc) نص", "صن (abc) صن".replace("(", "\0").replace(")", "(").replace("\0", ")")),
    ],
)
def test_numbers_and_latin_inside_arabic(text: str, from_the_left: str) -> None:
    assert shown(text, 1) == from_the_left


def test_an_isolated_telephone_number_keeps_its_order() -> None:
    assert shown("هاتف \u20660550 12\u2069", 1).replace("\u2066", "").replace("\u2069", "") == "0550 12 فتاه"


def test_overrides_turn_nothing_around() -> None:
    assert shown("abc \u202edef\u202c", 0) == "abc \u202edef\u202c"


@pytest.mark.parametrize(
    ("text", "level"),
    [("Amina", 0), ("أمينة", 1), ("12 أمينة", 1), ("\u2067أ\u2069 a", 0), ("12", 0), ("", 0)],
)
def test_the_first_strong_letter_decides(text: str, level: int) -> None:
    assert base_level(text) == level


def test_depth_beyond_the_limit_is_survived() -> None:
    assert len(levels("\u2067" * 200 + "a" + "\u2069" * 200, 1)) == 401
