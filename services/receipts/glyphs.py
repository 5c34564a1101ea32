"""A glyph on its way through the shaper."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.receipts.face import MARK, Face

_IGNORE_BASES, _IGNORE_LIGATURES, _IGNORE_MARKS, _FILTER_MARKS = 0x2, 0x4, 0x8, 0x10


@dataclass(slots=True)
class Glyph:
    """`text` is what it stands for. Positions are set by `positioning`, relative to the run's left end."""

    name: str
    text: str
    form: str = ""
    """Of an Arabic letter: isol, init, medi or fina."""
    components: int = 1
    """How many letters a ligature joins."""
    component: int = 0
    """To which letter of the ligature before it a mark belongs, from 0."""
    advance: int = 0
    x: int = 0
    y: int = 0


class Filter:
    """Which glyphs a lookup reads over, by its flags."""

    def __init__(self, face: Face, lookup: Any) -> None:
        flag = lookup.LookupFlag
        self._classes = face.glyph_classes
        self._ignored = {
            glyph_class
            for glyph_class, bit in ((1, _IGNORE_BASES), (2, _IGNORE_LIGATURES), (MARK, _IGNORE_MARKS))
            if flag & bit
        }
        self._attachment = flag >> 8
        self._attachments = face.mark_attachment_classes
        self._kept_marks = face.mark_filtering_set(lookup.MarkFilteringSet) if flag & _FILTER_MARKS else None

    def skips(self, glyph: Glyph) -> bool:
        glyph_class = self._classes.get(glyph.name, 0)
        if glyph_class in self._ignored:
            return True
        if glyph_class != MARK:
            return False
        if self._attachment and self._attachments.get(glyph.name) != self._attachment:
            return True
        return self._kept_marks is not None and glyph.name not in self._kept_marks

    def next(self, glyphs: list[Glyph], index: int, step: int = 1) -> int | None:
        """The nearest glyph after (or, with -1, before) `index` that is not read over."""
        index += step
        while 0 <= index < len(glyphs):
            if not self.skips(glyphs[index]):
                return index
            index += step
        return None
