"""Glyph positions, OpenType GPOS: kerning (type 2) and marks on letters, ligatures and marks (4, 5, 6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services.receipts.face import MARK, Face
from services.receipts.glyphs import Filter, Glyph

_FEATURES = frozenset({"kern", "mark", "mkmk"})


@dataclass(slots=True)
class _Attachment:
    """Where a mark hangs: on which glyph, and how far its origin is from that glyph's."""

    to: int
    dx: int
    dy: int


def position(face: Face, glyphs: list[Glyph], *, rtl: bool) -> None:
    """Sets advance, x and y of every glyph. They stay in reading order; x runs from the run's left end."""
    for glyph in glyphs:
        is_mark = face.glyph_classes.get(glyph.name) == MARK
        glyph.advance = 0 if is_mark else face.width(glyph.name)
    attachments: dict[int, _Attachment] = {}
    for lookup in face.lookups("GPOS", _FEATURES):
        passing = Filter(face, lookup)
        for index, glyph in enumerate(glyphs):
            if not passing.skips(glyph):
                _apply(face, glyphs, index, lookup, passing, attachments)
    pen = 0
    for index in reversed(range(len(glyphs))) if rtl else range(len(glyphs)):
        glyphs[index].x, glyphs[index].y = pen, 0
        pen += glyphs[index].advance
    for index, attachment in sorted(attachments.items()):
        parent = glyphs[attachment.to]
        glyphs[index].x, glyphs[index].y = parent.x + attachment.dx, parent.y + attachment.dy


def _apply(
    face: Face,
    glyphs: list[Glyph],
    index: int,
    lookup: Any,
    passing: Filter,
    attachments: dict[int, _Attachment],
) -> None:
    for subtable in lookup.SubTable:
        if lookup.LookupType == 2:
            if _kern(glyphs, index, subtable, passing):
                return
        elif lookup.LookupType in {4, 5, 6}:
            found = _attach(face, glyphs, index, subtable, lookup.LookupType, passing)
            if found is not None:
                attachments[index] = found
                return


def _kern(glyphs: list[Glyph], index: int, subtable: Any, passing: Filter) -> bool:
    second = passing.next(glyphs, index)
    first_name = glyphs[index].name
    if second is None or first_name not in subtable.Coverage.glyphs:
        return False
    second_name = glyphs[second].name
    if subtable.Format == 1:
        pairs = subtable.PairSet[subtable.Coverage.glyphs.index(first_name)].PairValueRecord
        record = next((pair for pair in pairs if pair.SecondGlyph == second_name), None)
        if record is None:
            return False
    else:
        first_class = subtable.ClassDef1.classDefs.get(first_name, 0)
        second_class = subtable.ClassDef2.classDefs.get(second_name, 0)
        record = subtable.Class1Record[first_class].Class2Record[second_class]
    if record.Value1 is not None:
        glyphs[index].advance += getattr(record.Value1, "XAdvance", 0)
    return True


def _attach(
    face: Face,
    glyphs: list[Glyph],
    index: int,
    subtable: Any,
    kind: int,
    passing: Filter,
) -> _Attachment | None:
    mark_coverage = subtable.Mark1Coverage if kind == 6 else subtable.MarkCoverage
    if glyphs[index].name not in mark_coverage.glyphs:
        return None
    parent = _parent(face, glyphs, index, kind, passing)
    if parent is None:
        return None
    mark_array = subtable.Mark1Array if kind == 6 else subtable.MarkArray
    mark = mark_array.MarkRecord[mark_coverage.glyphs.index(glyphs[index].name)]
    anchor = _parent_anchor(glyphs[parent], glyphs[index], subtable, kind, mark.Class)
    if anchor is None:
        return None
    dx, dy = (
        anchor.XCoordinate - mark.MarkAnchor.XCoordinate,
        anchor.YCoordinate - mark.MarkAnchor.YCoordinate,
    )
    return _Attachment(parent, dx, dy)


def _parent(face: Face, glyphs: list[Glyph], index: int, kind: int, passing: Filter) -> int | None:
    """The glyph on which a mark hangs: the mark before it for type 6, else the letter before it."""
    place = passing.next(glyphs, index, -1)
    if kind == 6:
        is_mark = place is not None and face.glyph_classes.get(glyphs[place].name) == MARK
        return place if is_mark and place is not None and _same_letter(glyphs, place, index) else None
    while place is not None and face.glyph_classes.get(glyphs[place].name) == MARK:
        place = passing.next(glyphs, place, -1)
    return place


def _same_letter(glyphs: list[Glyph], first: int, second: int) -> bool:
    return glyphs[first].component == glyphs[second].component


def _parent_anchor(parent: Glyph, mark: Glyph, subtable: Any, kind: int, mark_class: int) -> Any:
    if kind == 4:
        if parent.name not in subtable.BaseCoverage.glyphs:
            return None
        record = subtable.BaseArray.BaseRecord[subtable.BaseCoverage.glyphs.index(parent.name)]
        return record.BaseAnchor[mark_class]
    if kind == 6:
        if parent.name not in subtable.Mark2Coverage.glyphs:
            return None
        record = subtable.Mark2Array.Mark2Record[subtable.Mark2Coverage.glyphs.index(parent.name)]
        return record.Mark2Anchor[mark_class]
    if parent.name not in subtable.LigatureCoverage.glyphs:
        return None
    ligature = subtable.LigatureArray.LigatureAttach[subtable.LigatureCoverage.glyphs.index(parent.name)]
    # A mark after the whole ligature belongs to its last letter.
    component = min(mark.component, ligature.ComponentCount - 1)
    return ligature.ComponentRecord[component].LigatureAnchor[mark_class]
