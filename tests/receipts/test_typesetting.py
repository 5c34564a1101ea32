import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.receipts.typesetting import Line, typeset


def text_of(line: Line) -> str:
    return "".join(piece.text for piece in line.pieces)


def test_lines_break_between_words_and_keep_every_letter() -> None:
    text = "Gardez ce récépissé : sa référence permet de suivre la demande."
    lines = typeset(text, "regular", 12, 0)
    assert len(lines) > 2
    assert "".join(text_of(line) for line in lines) == text
    assert all(line.width <= 12 for line in lines)
    assert all(text_of(line).endswith(" ") for line in lines[:-1])


@settings(deadline=None)
@given(st.text("ab أبلا12.-()é", max_size=60), st.sampled_from([0, 1, None]))
def test_nothing_is_lost_and_nothing_sticks_out(text: str, base: int | None) -> None:
    lines = typeset(text, "regular", 6, base)
    assert "".join(text_of(line) for line in lines) == text
    assert all(line.width <= 6.001 for line in lines)


def test_a_word_longer_than_the_line_is_cut() -> None:
    lines = typeset("a" * 60, "regular", 10, 0)
    assert len(lines) > 2
    assert all(0 < line.width <= 10 for line in lines)


def test_line_feeds_end_lines_and_controls_are_spaces() -> None:
    assert [text_of(line) for line in typeset("a\tb\n\nc", "regular", 20, 0)] == ["a b", "", "c"]


def test_words_stand_from_right_to_left_in_arabic_and_numbers_do_not() -> None:
    (line,) = typeset("طلب 123 وصل", "regular", 30, 1)
    places = {piece.text: piece.x for piece in line.pieces if piece.text != " "}
    assert places["طلب"] > places["123"] > places["وصل"] == pytest.approx(0)


def test_spaces_at_the_end_hang_outside_the_line() -> None:
    (line,) = typeset("طلب  ", "regular", 30, 1)
    word, *spaces = line.pieces
    assert word.x == pytest.approx(0)
    assert line.width == pytest.approx(word.width)
    assert all(space.x < 0 for space in spaces)


def test_rare_letters_come_from_the_fonts_behind() -> None:
    (line,) = typeset("Aɛ ⵣ", "regular", 30, 0)
    assert {piece.text: piece.face.name for piece in line.pieces if piece.text != " "} == {
        "A": "ReadexPro-Regular",
        "ɛ": "NotoSans-Regular",
        "ⵣ": "NotoSansTifinagh-Regular",
    }
