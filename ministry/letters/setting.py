"""Sets a letter as a PDF with selectable text, from right to left where it is Arabic."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from ministry.letters.letter import Letter
from ministry.letters.words import LETTER, written_in

_FONTS = Path(__file__).parents[1] / "fonts"
_ALGERIA = ZoneInfo("Africa/Algiers")
_MARGIN_MM = 22
_SIZES = {"title": 20, "heading": 14, "body": 12}


def typeset(letter: Letter) -> bytes:
    page = _Page(letter)
    words = LETTER[written_in(letter.language)]
    colon = "\u00a0: " if words is LETTER["fr"] else ": "
    page.line(letter.agency, "heading")
    page.space(6)
    page.line(words["title"], "title", strong=True)
    for label, value in (
        ("reference", letter.reference),
        ("date", letter.decided_at.astimezone(_ALGERIA).strftime("%d/%m/%Y")),
        ("person", letter.person),
        ("service", letter.service),
    ):
        page.line(f"{words[label]}{colon}{value}")
    page.space(6)
    page.line(words[letter.outcome], "heading", strong=True)
    page.line(words["reasons"], strong=True)
    page.line(letter.reasons)
    if letter.appeals:
        page.space(6)
        page.line(words["appeals"], "heading", strong=True)
    for appeal in letter.appeals:
        page.line(appeal.to, strong=True)
        page.line(appeal.how)
        page.line(f"{words['law']}{colon}{appeal.law}")
        page.space(3)
    return page.bytes()


class _Page:
    def __init__(self, letter: Letter) -> None:
        language = written_in(letter.language)
        self._align = Align.R if language == "ar" else Align.L
        pdf = FPDF(format="A4")
        pdf.set_title(f"{LETTER[language]['title']} {letter.reference}")
        pdf.set_lang(language)
        pdf.set_creation_date(letter.decided_at)
        pdf.set_margins(_MARGIN_MM, _MARGIN_MM)
        pdf.set_auto_page_break(auto=True, margin=_MARGIN_MM)
        pdf.add_font("readex", "", _FONTS / "ReadexPro-Regular.ttf")
        pdf.add_font("readex", "B", _FONTS / "ReadexPro-SemiBold.ttf")
        # Kabyle letters and whatever else an agent writes that the first face does not have.
        pdf.add_font("noto", "", _FONTS / "NotoSans-Regular.ttf")
        pdf.set_fallback_fonts(["noto"], exact_match=False)
        pdf.add_page()
        # After the page: the direction is that of the paragraphs, each run is ordered by its own letters.
        pdf.set_text_shaping(
            use_shaping_engine=True,
            direction="rtl" if language == "ar" else "ltr",
            script="arab" if language == "ar" else "latn",
            language=language,
        )
        self._pdf = pdf

    def line(self, text: str, size: str = "body", *, strong: bool = False) -> None:
        points = _SIZES[size]
        self._pdf.set_font("readex", "B" if strong else "", points)
        self._pdf.multi_cell(0, points * 0.55, text, align=self._align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def space(self, millimetres: float) -> None:
        self._pdf.ln(millimetres)

    def bytes(self) -> bytes:
        return bytes(self._pdf.output())
