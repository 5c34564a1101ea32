"""Pages of text: where the next line goes, and the operators that draw it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from services.receipts.embedding import EmbeddedFont
from services.receipts.glyphs import Glyph
from services.receipts.page import Direction
from services.receipts.pdf import Hex, serialised
from services.receipts.structure import Element
from services.receipts.typesetting import Line, Piece, Weight, typeset

# Points, 72 to the inch. A4.
PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89
MARGIN = 62.0
BOTTOM = 80.0
INDENT = 18.0
LEADING = 1.5
_BASELINE = 1.1
"""From a line's top to its baseline, in ems."""

INK = "0.078 0.137 0.122 rg"
SECONDARY = "0.235 0.29 0.271 rg"
PRIMARY = "0.039 0.353 0.294 rg"


@dataclass(frozen=True, slots=True)
class Style:
    size: float
    weight: Weight = "regular"
    colour: str = INK


@dataclass(slots=True)
class _Page:
    operators: list[bytes] = field(default_factory=list)
    marks: int = 0


class Canvas:
    """Text flows down the pages. What is drawn under an element is marked as its content."""

    def __init__(self, direction: Direction) -> None:
        self.pages = [_Page()]
        self.fonts: dict[str, EmbeddedFont] = {}
        self._direction = direction
        self._y = PAGE_HEIGHT - MARGIN

    @property
    def is_fresh(self) -> bool:
        """Whether nothing stands on this page yet."""
        return not self.pages[-1].operators

    def space(self, points: float) -> None:
        """Leaves room, but not at the top of a page."""
        if not self.is_fresh:
            self._y -= points

    def keep(self, points: float) -> None:
        """Starts a new page unless this much room is left."""
        if self._y - points < BOTTOM:
            self.pages.append(_Page())
            self._y = PAGE_HEIGHT - MARGIN

    def text(self, text: str, style: Style, element: Element, *, base: int | None, indent: float = 0) -> None:
        """A paragraph of `element`, on as many lines and pages as it needs."""
        width = PAGE_WIDTH - 2 * MARGIN - indent
        is_open = False
        page = -1
        for line in typeset(text, style.weight, width / style.size, base):
            self.keep(style.size * LEADING)
            if page != len(self.pages) - 1:
                if is_open:
                    self.pages[page].operators.append(b"EMC")
                page, is_open = len(self.pages) - 1, True
                self._open(element)
            self._line(line, style, indent)
            self._y -= style.size * LEADING
        if is_open:
            self.pages[page].operators.append(b"EMC")

    def bullet(self, element: Element, style: Style) -> None:
        """The bullet of the line that is drawn next, in the margin of its indent."""
        self.keep(style.size * LEADING)
        self._open(element)
        width = PAGE_WIDTH - 2 * MARGIN
        self._line(typeset("•", style.weight, width, self._base)[0], style, 4)
        self.pages[-1].operators.append(b"EMC")

    def rule(self) -> None:
        """A coloured bar, for the eye alone."""
        self._y -= 6
        x = PAGE_WIDTH - MARGIN - 48 if self._base else MARGIN
        bar = f"/Artifact BMC {PRIMARY} {x:.2f} {self._y:.2f} 48 4 re f EMC"
        self.pages[-1].operators.append(bar.encode())
        self._y -= 14

    def number_pages(self, style: Style) -> None:
        """n / m at the foot of each page, if there are several. Not part of what is read."""
        total = len(self.pages)
        for index, page in enumerate(self.pages if total > 1 else []):
            line = typeset(f"{index + 1} / {total}", style.weight, 20, 0)[0]
            page.operators.append(b"/Artifact <</Type /Pagination>> BDC")
            x = (PAGE_WIDTH - line.width * style.size) / 2
            self._draw(page, line, style, x, BOTTOM / 2)
            page.operators.append(b"EMC")

    @property
    def _base(self) -> Literal[0, 1]:
        return 1 if self._direction == "rtl" else 0

    def _open(self, element: Element) -> None:
        page = self.pages[-1]
        page.operators.append(f"/{element.role} <</MCID {page.marks}>> BDC".encode())
        element.marks.append((len(self.pages) - 1, page.marks))
        page.marks += 1

    def _line(self, line: Line, style: Style, indent: float) -> None:
        """A line at its side of the page: all lines of a page begin on the side where its language begins."""
        x = MARGIN + indent
        if self._base:
            x = PAGE_WIDTH - MARGIN - indent - line.width * style.size
        self._draw(self.pages[-1], line, style, x, self._y - style.size * _BASELINE)

    def _draw(self, page: _Page, line: Line, style: Style, x: float, y: float) -> None:
        page.operators.append(style.colour.encode())
        for piece in line.pieces:
            font = self.fonts.setdefault(piece.face.name, EmbeddedFont(piece.face))
            operators = _piece_operators(piece, font, style.size, x + piece.x * style.size, y)
            page.operators.append(operators)


def _piece_operators(piece: Piece, font: EmbeddedFont, size: float, x: float, y: float) -> bytes:
    """A piece in reading order, so that whoever follows the structure reads it right.

    Right-to-left letters are therefore placed one by one, each to the left of the one before, and each in a
    text object of its own: some programs take letters that follow each other in one for visual order.
    """
    if not piece.is_rtl:
        return _text_object(font, size, x, y, _shown(piece, font))
    scale = size / font.face.units
    operators: list[bytes] = []
    for glyph in piece.glyphs:
        first, *others = list(glyph.text) if glyph.components > 1 else [glyph.text]
        left = x + glyph.x * scale
        shown = b"%s Tj" % _code(replace(glyph, text=first), font)
        operators.append(_text_object(font, size, left, y, shown))
        # One code that stands for two letters is turned around by programs that sort text by its place: لا
        # becomes ال. So the ligature stands for its first letter, and the others follow at its left edge,
        # unseen (rendering mode 3) and a tenth as wide, so that no program finds a gap there.
        for letter in others:
            unseen = Glyph(font.face.glyph_of[ord(letter)], letter)
            left -= font.face.width(unseen.name) * scale / 10
            shown = b"10 Tz 3 Tr %s Tj 0 Tr 100 Tz" % _code(unseen, font)
            operators.append(_text_object(font, size, left, y, shown))
    return b" ".join(operators)


def _text_object(font: EmbeddedFont, size: float, x: float, y: float, shown: bytes) -> bytes:
    place = b" ".join(serialised(number) for number in (x, y))
    return b"BT /%s %s Tf 1 0 0 1 %s Tm %s ET" % (font.face.name.encode(), serialised(size), place, shown)


def _code(glyph: Glyph, font: EmbeddedFont) -> bytes:
    return serialised(Hex(font.code(glyph).to_bytes(2, "big")))


def _shown(piece: Piece, font: EmbeddedFont) -> bytes:
    operators: list[bytes] = []
    pen = 0
    for glyph in piece.glyphs:
        moved = b"" if glyph.x == pen else serialised((pen - glyph.x) * 1000 / font.face.units)
        operators.append(moved + _code(glyph, font))
        pen = glyph.x + font.face.width(glyph.name)
    return b"[%s] TJ" % b" ".join(operators)
