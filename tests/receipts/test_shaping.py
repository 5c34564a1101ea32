"""Our shaping against HarfBuzz, glyph by glyph and unit by unit, in the fonts that we ship."""

import unicodedata
from functools import cache

import pytest
import uharfbuzz as hb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from services.receipts.face import Face, face
from services.receipts.shaping import shape

FACES = ["ReadexPro-Regular", "ReadexPro-SemiBold"]
ARABIC = [
    chr(code)
    for code in face(FACES[0]).glyph_of
    if 0x0620 <= code <= 0x06FF and unicodedata.category(chr(code)) == "Lo"
]
VOWELS = list("\u064b\u064c\u064d\u064e\u064f\u0650\u0652")
SHADDA = "\u0651"
LATIN = [
    chr(code)
    for code in face(FACES[0]).glyph_of
    # Ŀ and the digraphs ǆ ǉ … need multiple substitution, which no text of ours does.
    if 0x41 <= code <= 0x17F and chr(code).isalpha() and chr(code) not in "Ŀŀ"
]
arabic_words = st.lists(
    st.tuples(st.sampled_from(ARABIC), st.sampled_from(["", "", "", *VOWELS, SHADDA])), min_size=1, max_size=9
).map(lambda pairs: "".join(letter + mark for letter, mark in pairs))


@cache
def reference_font(name: str) -> hb.Font:
    with face(name).font.reader.file as stream:
        stream.seek(0)
        return hb.Font(hb.Face(stream.read()))


def by_harfbuzz(known: Face, text: str, *, rtl: bool) -> list[tuple[str, int, int]]:
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction, buffer.script = ("rtl", "Arab") if rtl else ("ltr", "Latn")
    hb.shape(reference_font(known.name), buffer, {})
    glyphs, pen = [], 0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        name = known.font.getGlyphName(info.codepoint)
        glyphs.append((name, pen + position.x_offset, position.y_offset))
        pen += position.x_advance
    return [*sorted(glyphs), ("advance", pen, 0)]


def by_us(known: Face, text: str, *, rtl: bool) -> list[tuple[str, int, int]]:
    glyphs = shape(known, text, rtl=rtl)
    advance = sum(glyph.advance for glyph in glyphs)
    return [*sorted((glyph.name, glyph.x, glyph.y) for glyph in glyphs), ("advance", advance, 0)]


@pytest.mark.parametrize("name", FACES)
@settings(max_examples=200, deadline=None)
@given(text=arabic_words)
def test_arabic_is_shaped_as_harfbuzz_shapes_it(name: str, text: str) -> None:
    assume(unicodedata.is_normalized("NFC", text))
    assert by_us(face(name), text, rtl=True) == by_harfbuzz(face(name), text, rtl=True)


@pytest.mark.parametrize("name", FACES)
@settings(max_examples=100, deadline=None)
@given(text=st.text(LATIN, min_size=1, max_size=12))
def test_latin_is_shaped_as_harfbuzz_shapes_it(name: str, text: str) -> None:
    assert by_us(face(name), text, rtl=False) == by_harfbuzz(face(name), text, rtl=False)


@pytest.mark.parametrize(
    "word", ["الضمان", "الاجتماعي", "لا", "الأجراء", "مثلًا", "المؤمَّن", "شكرًا", "ري", "بيئة"]
)
def test_words_of_our_receipts(word: str) -> None:
    known = face(FACES[0])
    assert by_us(known, word, rtl=True) == by_harfbuzz(known, word, rtl=True)


def test_lam_and_alef_become_one_glyph_that_stands_for_both() -> None:
    (glyph,) = shape(face(FACES[0]), "لا", rtl=True)
    assert (glyph.text, glyph.components) == ("لا", 2)


def test_a_joiner_shapes_its_neighbours_and_is_not_drawn() -> None:
    (beh,) = shape(face(FACES[0]), "ب\u200d", rtl=True)
    assert beh.name.endswith(".init")
    apart = shape(face(FACES[0]), "ب\u200cب", rtl=True)
    assert [glyph.form for glyph in apart] == ["isol", "isol"]


def test_brackets_are_mirrored_and_keep_their_text() -> None:
    known = face(FACES[0])
    (glyph,) = shape(known, "(", rtl=True)
    assert (glyph.name, glyph.text) == (known.glyph_of[ord(")")], "(")


def test_a_letter_that_no_font_has_is_a_question_mark_that_keeps_its_text() -> None:
    (glyph,) = shape(face(FACES[0]), "漢", rtl=False)
    assert (glyph.name, glyph.text) == ("question", "漢")
