"""Letters as papers: read by programs, by people, and by people who hear them."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from fontTools.ttLib import TTFont
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ministry.letters.glyphs import _signs, written
from ministry.letters.page import Facts, Heading, Letter, Note, Paragraph, Passage
from ministry.letters.seal import Seal, Standing, fund_seal
from ministry.letters.setting import typeset
from tests.letters.drafts import CATALOGUE, NAMES, decision, receipt
from tests.letters.reading import drawn, elements, read

MARKUP = """#panic("x") $x^2$ *bold* _it_ `raw` // no comment \\u{41} <label> @ref [box]
= H
#include "/etc/passwd"
- item"""


@pytest.fixture(scope="module")
def seal(tmp_path_factory: pytest.TempPathFactory) -> Seal:
    return fund_seal(
        tmp_path_factory.mktemp("seal") / "seal.pem", datetime(2026, 11, 21, tzinfo=UTC), is_demo=True
    )


def passages(letter: Letter) -> Iterator[Passage]:
    yield from letter.head
    yield Passage(letter.title, letter.language)
    for block in letter.blocks:
        match block:
            case Facts(rows):
                yield from (passage for row in rows for passage in row)
            case Heading(_, text) | Paragraph(text) | Note(text):
                yield text


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("letter", [receipt, decision])
def test_a_reader_hears_all_of_it_in_order_each_in_its_language(
    letter: Any, language: str, seal: Seal
) -> None:
    told: Letter = letter(language)
    heard = elements(seal.sealed(typeset(told), told))
    assert [(words, spoken) for _, words, spoken in heard] == [
        (written(passage.text), passage.language) for passage in passages(told)
    ]
    assert [role for role, *_ in heard].count("/H1") == 1
    levels = [int(role[2]) for role, *_ in heard if role.startswith("/H")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_it_says_what_it_is(language: str, seal: Seal) -> None:
    told = decision(language)
    pdf = seal.sealed(typeset(told), told)
    found, root = read(pdf), read(pdf).trailer["/Root"]
    assert root["/Lang"] == language
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert found.metadata is not None
    assert found.metadata.title == told.title
    assert re.search(rb"pdfuaid:part(>|=\")1", root["/Metadata"].get_data())
    for page in found.pages:
        assert page["/Tabs"] == "/S"
        annotations = [each.get_object() for each in page.get("/Annots", [])]
        assert all(each["/F"] & 2 for each in annotations), "the seal is not hidden"


def test_all_that_is_drawn_belongs_to_an_element_or_is_an_artifact() -> None:
    for page in read(typeset(receipt("ar", "reimbursement"))).pages:
        content = page.get_contents()
        assert content is not None
        depth = 0
        for line in re.findall(rb"\b(BDC|BMC|EMC|TJ|Tj)\b", content.get_data()):
            depth += {b"BDC": 1, b"BMC": 1, b"EMC": -1}.get(line, 0)
            assert line not in {b"TJ", b"Tj"} or depth > 0
        assert depth == 0


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_receipt_of_every_service_can_be_set(language: str) -> None:
    for service in CATALOGUE.document["services"]:
        told = receipt(language, service["id"])
        assert told.reference in drawn(typeset(told))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_names_show_whole_in_any_arabic_or_latin_letter(language: str) -> None:
    pdf = typeset(decision(language, name=NAMES, reasons=NAMES))
    found = drawn(pdf)
    for name in NAMES.replace("·", " ").split():
        assert any(name in line.replace(" ", "") for line in found.split("\n")), name
    assert not list(notdef(pdf))


def notdef(pdf: bytes) -> Iterator[str]:
    """Yield the fonts that draw the glyph of a missing letter."""
    for page in read(pdf).pages:
        for name, font in page["/Resources"]["/Font"].items():
            descendant = font.get_object()["/DescendantFonts"][0].get_object()
            used = {
                code
                for codes in re.findall(rb"<([0-9a-f]+)>", _shown(page, name))
                for code in (codes[at : at + 4] for at in range(0, len(codes), 4))
            }
            assert descendant["/CIDToGIDMap"] == "/Identity"
            if b"0000" in used:
                yield str(name)


def _shown(page: Any, font: str) -> bytes:
    """Return the operands of what is drawn with one font."""
    content = page.get_contents().get_data()
    parts = re.split(rb"(/f[0-9]+) [0-9.]+ Tf", content)
    return b" ".join(
        after for name, after in zip(parts[1::2], parts[2::2], strict=True) if name.decode() == font
    )


def test_every_letter_of_the_scripts_has_a_glyph() -> None:
    ranges = ((0x20, 0x250), (0x250, 0x2B0), (0x1E00, 0x1F00), (0x2C60, 0x2C80), (0xA720, 0xA7C0))
    scripts = (*ranges, (0x600, 0x700), (0x750, 0x780), (0x2D30, 0x2D68))
    letters = [chr(code) for start, end in scripts for code in range(start, end)]
    named = [sign for sign in letters if unicodedata.category(sign)[0] == "L" and written(sign) != sign]
    # Composed letters are written in one sign.
    assert [sign for sign in named if unicodedata.normalize("NFC", sign) == sign] == []


def test_a_sign_of_no_font_is_named() -> None:
    pdf = typeset(decision("fr", reasons="漢 😀 \u2067x\u2069 \ufe0f"))
    assert "[U+6F22] [U+1F600] x" in drawn(pdf)
    assert not list(notdef(pdf))


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_nothing_that_is_written_is_markup(language: str) -> None:
    told = decision(language, reasons=MARKUP, name=MARKUP.replace("\n", " "))
    found = drawn(typeset(told)).replace("\n", " ")
    for line in MARKUP.splitlines():
        assert line in found


@settings(max_examples=60)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_any_text_can_be_set(text: str) -> None:
    told = decision("ar", reasons=text, name=text)
    assert typeset(told).startswith(b"%PDF-")


INVISIBLE = (
    "\u200b\u200c\u200d\u200e\u200f\u061c\u2060\u2063\ufeff\u034f\u180e\u00ad\ufe00\ufe0f\ufff9\U000e0041"
)
SPACES = " \t\xa0\u1680\u2003\u202f\u205f\u3000"
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
ODD = "\u0301\u064b\u0653\u0600\u06dd\u115f\u3164\u2800\u25cc\u0640\U0001f469\U0001f3fd\ue000\uffff\x00\x1b\x7f\x9f"
odd_texts = st.lists(
    st.one_of(
        st.sampled_from(INVISIBLE + SPACES + BREAKS + TURNING + ODD + "aéⵜم١1.("),
        st.characters(codec="utf-8"),
    ),
    min_size=1,
    max_size=40,
).map("".join)


@pytest.mark.heavy
@settings(max_examples=60)
@given(reasons=odd_texts, name=odd_texts, language=st.sampled_from(["ar", "fr"]))
@example(reasons="Premier motif.\n\u200f\nالسبب الثاني", name="\u200b", language="fr")
@example(reasons="\u200b", name=" \u034f\ufe0f ", language="ar")
def test_any_signs_can_be_set_and_told(seal: Seal, reasons: str, name: str, language: str) -> None:
    told = decision(language, reasons=reasons, name=name)
    assert seal.standing(seal.sealed(typeset(told), told)) is Standing.HOLDS


def test_each_sign_of_the_fonts_is_seen_or_known_not_to_be(seal: Seal) -> None:
    signs = sorted(_signs())
    told = replace(decision("fr"), blocks=[Paragraph(Passage("\n".join(signs), "fr"))])
    heard = [words for role, words, _ in elements(seal.sealed(typeset(told), told)) if role == "/P"]
    unseen = "".join(sorted({written(sign) for sign in signs} - {*heard, ""}))
    assert [sign for sign in unseen if unicodedata.category(sign)[0] not in "CZ"] == ["\u034f", "\ufe00"]


@pytest.mark.parametrize("answer", ["\u200b", " \u200f\n\ufeff", "\u2067\u2069"])
def test_an_answer_of_which_nothing_is_seen_is_none(answer: str) -> None:
    def unanswered(**answers: str) -> int:
        told = passages(receipt("fr", **answers))
        return [passage.text for passage in told].count("Sans réponse")

    assert unanswered(first_name=answer) == unanswered() + 1


def test_the_same_letter_gives_the_same_bytes() -> None:
    assert typeset(receipt("ar")) == typeset(receipt("ar"))
    other = replace(receipt("ar"), at=datetime(2026, 11, 22, tzinfo=UTC))
    assert typeset(receipt("ar")) != typeset(other)


def test_fonts_are_inside_with_the_drawn_glyphs_alone() -> None:
    pdf = typeset(decision("fr", name=NAMES))
    assert len(pdf) < 120_000
    for page in read(pdf).pages:
        for font in page["/Resources"]["/Font"].values():
            descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            program = TTFont(io.BytesIO(descriptor["/FontFile2"].get_data()))
            assert len(program.getGlyphOrder()) < 120


def test_no_font_of_the_machine_is_used() -> None:
    names = {
        re.sub(r"^/[A-Z]{6}\+", "", str(font.get_object()["/BaseFont"]))
        for page in read(typeset(decision("ar", name=NAMES))).pages
        for font in page["/Resources"]["/Font"].values()
    }
    ours = {path.stem for path in (Path(__file__).parents[2] / "ministry" / "fonts").glob("*.ttf")}
    assert {re.sub(r"-Identity-H$", "", name) for name in names} <= ours | {"IBMPlexSansArabic"}
