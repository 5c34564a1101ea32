"""Fonts inside the file: only the glyphs that are drawn, each with the text that it stands for."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from importlib import resources

from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from services.receipts.face import Face
from services.receipts.glyphs import Glyph
from services.receipts.pdf import File, Hex, Name, Ref, Value

_SYMBOLIC = 4
_PER_BLOCK = 100
"""Entries that one block of a CMap may hold."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A glyph of the font, moved up or down by `rise` where a mark has to stand elsewhere than it was drawn.

    The move is made in the font, because to PDFium text that is moved on the page is another line.
    """

    glyph: str
    rise: int

    @property
    def name(self) -> str:
        return f"{self.glyph}.rise{self.rise}" if self.rise else self.glyph

    def add_to(self, font: TTFont) -> None:
        if self.name in font["glyf"].keys():  # noqa: SIM118 (fontTools' table is no mapping)
            return
        pen = TTGlyphPen(font.getGlyphSet())
        pen.addComponent(self.glyph, (1, 0, 0, 1, 0, self.rise))
        font["glyf"][self.name] = pen.glyph()
        font["hmtx"][self.name] = font["hmtx"][self.glyph]


class EmbeddedFont:
    """A composite font (ISO 32000-1, 9.7) whose codes stand for a glyph *and* its text.

    One glyph may be drawn for several texts (a mirrored bracket, a question mark for a letter that no font
    has). A code of its own for each gives whoever selects or reads the text the right one.
    """

    def __init__(self, face: Face) -> None:
        self.face = face
        self._codes: dict[tuple[_Shape, str], int] = {}

    def code(self, glyph: Glyph) -> int:
        """The two-byte code for a glyph; 0 is left to the missing glyph, which is never drawn."""
        shape = _Shape(glyph.name, glyph.y)
        return self._codes.setdefault((shape, glyph.text), len(self._codes) + 1)

    def write(self, file: File) -> Ref:
        program, glyph_ids = self._subset()
        face = self.face
        name = Name(f"{_tag(program)}+{face.name}")
        scale = 1000 / face.units
        head, os2, hhea = face.font["head"], face.font["OS/2"], face.font["hhea"]
        descriptor = file.put(
            {
                "Type": Name("FontDescriptor"),
                "FontName": name,
                "Flags": _SYMBOLIC,
                "FontBBox": [round(edge * scale) for edge in (head.xMin, head.yMin, head.xMax, head.yMax)],
                "ItalicAngle": 0,
                "Ascent": round(hhea.ascent * scale),
                "Descent": round(hhea.descent * scale),
                "CapHeight": round(os2.sCapHeight * scale),
                "StemV": 80,
                "FontFile2": file.put_stream(program, {"Length1": len(program)}),
            }
        )
        descendant: dict[str, Value] = {
            "Type": Name("Font"),
            "Subtype": Name("CIDFontType2"),
            "BaseFont": name,
            "CIDSystemInfo": {
                "Registry": Hex(b"Adobe"),
                "Ordering": Hex(b"Identity"),
                "Supplement": 0,
            },
            "FontDescriptor": descriptor,
            "W": [1, [face.width(shape.glyph) * scale for shape, _ in self._codes]],
            "CIDToGIDMap": file.put_stream(
                b"\0\0" + b"".join(glyph_ids[shape.name].to_bytes(2, "big") for shape, _ in self._codes)
            ),
        }
        return file.put(
            {
                "Type": Name("Font"),
                "Subtype": Name("Type0"),
                "BaseFont": name,
                "Encoding": Name("Identity-H"),
                "DescendantFonts": [file.put(descendant)],
                "ToUnicode": file.put_stream(self._to_unicode()),
            }
        )

    def _subset(self) -> tuple[bytes, dict[str, int]]:
        """The font program with the drawn glyphs alone, and their new numbers in it."""
        from fontTools import subset  # half a second of start-up that only a receipt needs

        options = subset.Options(
            notdef_outline=True, layout_features=[], hinting=False, name_IDs=[], glyph_names=False
        )
        # Read anew: cutting changes the font, and the shaper still needs its own.
        stored = resources.files("services.receipts").joinpath("fonts", f"{self.face.name}.ttf")
        with stored.open("rb") as stream:
            font = TTFont(stream, recalcTimestamp=False)
            cutter = subset.Subsetter(options)
            # Their rules were applied by the shaper; reading them again would take most of the time here.
            for table in {"GSUB", "GPOS", "GDEF"} & set(font.keys()):
                del font[table]
            for shape, _ in self._codes:
                shape.add_to(font)
            cutter.populate(glyphs=[shape.name for shape, _ in self._codes])
            cutter.subset(font)
            output = io.BytesIO()
            font.save(output)
        return output.getvalue(), dict(font.getReverseGlyphMap())

    def _to_unicode(self) -> bytes:
        entries = [
            f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for (_, text), code in self._codes.items()
        ]
        blocks = (entries[start : start + _PER_BLOCK] for start in range(0, len(entries), _PER_BLOCK))
        body = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
        return _TO_UNICODE.format(body=body).encode("ascii")


def _tag(program: bytes) -> str:
    """Six capital letters that tell this cut of the font from others (9.6.4)."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])


_TO_UNICODE = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{body}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""
