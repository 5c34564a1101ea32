"""A font file as the shaper sees it: glyphs of characters, their widths, and the font's own rules.

fontTools has no types; its tables are Any here and in the modules that read them.
"""

from __future__ import annotations

from functools import cache, cached_property
from importlib import resources
from typing import Any

from fontTools.ttLib import TTFont

MARK = 3
"""Glyph class of GDEF."""

_STACKS = {
    "regular": ("ReadexPro-Regular", "NotoSans-Regular", "NotoSansTifinagh-Regular"),
    "semibold": ("ReadexPro-SemiBold", "NotoSans-SemiBold", "NotoSansTifinagh-Regular"),
}


class Face:
    """One font. Units are the font's own, `units` of them to the em."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.font = TTFont(resources.files("services.receipts").joinpath("fonts", f"{name}.ttf").open("rb"))
        self.glyph_of: dict[int, str] = self.font.getBestCmap()
        self.units: int = self.font["head"].unitsPerEm
        self._lookups: dict[tuple[str, frozenset[str]], list[Any]] = {}
        self._widths: dict[str, tuple[int, int]] = self.font["hmtx"].metrics

    def width(self, glyph: str) -> int:
        return self._widths[glyph][0]

    @cached_property
    def glyph_classes(self) -> dict[str, int]:
        """Of GDEF: 1 base, 2 ligature, 3 mark, 4 component."""
        classes = self.font["GDEF"].table.GlyphClassDef
        return dict(classes.classDefs) if classes else {}

    @cached_property
    def mark_attachment_classes(self) -> dict[str, int]:
        classes = getattr(self.font["GDEF"].table, "MarkAttachClassDef", None)
        return dict(classes.classDefs) if classes else {}

    def mark_filtering_set(self, index: int) -> frozenset[str]:
        return frozenset(self.font["GDEF"].table.MarkGlyphSetsDef.Coverage[index].glyphs)

    def lookups(self, table: str, features: frozenset[str]) -> list[Any]:
        """The lookups of these features in "GSUB" or "GPOS", in the order in which the font wants them."""
        key = table, features
        if key not in self._lookups:
            self._lookups[key] = self._find_lookups(table, features) if table in self.font else []
        return self._lookups[key]

    def _find_lookups(self, table: str, features: frozenset[str]) -> list[Any]:
        content = self.font[table].table
        indices = {
            index
            for record in content.FeatureList.FeatureRecord
            if record.FeatureTag in features
            for index in record.Feature.LookupListIndex
        }
        return [content.LookupList.Lookup[index] for index in sorted(indices)]

    def lookup(self, table: str, index: int) -> Any:
        return self.font[table].table.LookupList.Lookup[index]


@cache
def face(name: str) -> Face:
    return Face(name)


def stack(weight: str) -> list[Face]:
    """The faces of a weight, "regular" or "semibold", in the order in which a glyph is looked for."""
    return [face(name) for name in _STACKS[weight]]
