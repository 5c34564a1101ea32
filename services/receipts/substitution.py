"""Glyph substitution, OpenType GSUB: the lookup types that the bundled fonts use for our scripts.

1 single, 4 ligature, 6 chained contexts by coverage. The others (2 multiple, 3 alternates) serve letters such
as ǆ in these fonts, and features that a reader has to choose.
"""

from __future__ import annotations

from typing import Any

from services.receipts.face import MARK, Face
from services.receipts.glyphs import Filter, Glyph


def substitute(face: Face, glyphs: list[Glyph], features: frozenset[str], form: str = "") -> None:
    """Applies the lookups of `features` in place; with `form`, to the letters of that form alone."""
    for lookup in face.lookups("GSUB", features):
        _apply_everywhere(face, glyphs, lookup, form)


def _apply_everywhere(face: Face, glyphs: list[Glyph], lookup: Any, form: str) -> None:
    passing = Filter(face, lookup)
    index = 0
    while index < len(glyphs):
        glyph = glyphs[index]
        if not passing.skips(glyph) and (not form or glyph.form == form):
            _apply_at(face, glyphs, index, lookup, passing)
        index += 1


def _apply_at(face: Face, glyphs: list[Glyph], index: int, lookup: Any, passing: Filter) -> bool:
    for subtable in lookup.SubTable:
        match lookup.LookupType:
            case 1 if (name := subtable.mapping.get(glyphs[index].name)) is not None:
                glyphs[index].name = name
                return True
            case 4 if _ligate(face, glyphs, index, subtable, passing):
                return True
            case 6 if _in_context(face, glyphs, index, subtable, passing):
                return True
    return False


def _ligate(face: Face, glyphs: list[Glyph], index: int, subtable: Any, passing: Filter) -> bool:
    for ligature in subtable.ligatures.get(glyphs[index].name, ()):
        places = _following(glyphs, index, ligature.Component, passing)
        if places is None:
            continue
        _join(face, glyphs, [index, *places], ligature.LigGlyph)
        return True
    return False


def _following(glyphs: list[Glyph], index: int, names: list[str], passing: Filter) -> list[int] | None:
    places: list[int] = []
    for name in names:
        place = passing.next(glyphs, places[-1] if places else index)
        if place is None or glyphs[place].name != name:
            return None
        places.append(place)
    return places


def _join(face: Face, glyphs: list[Glyph], places: list[int], name: str) -> None:
    """Puts the ligature in the first place. Marks between its letters stay, each with its own letter."""
    first = glyphs[places[0]]
    of_marks = all(face.glyph_classes.get(glyphs[place].name) == MARK for place in places)
    letter = 0
    for place in range(places[0] + 1, len(glyphs)):
        glyph = glyphs[place]
        if letter + 1 < len(places) and place == places[letter + 1]:
            letter += 1
        elif face.glyph_classes.get(glyph.name) == MARK and not of_marks:
            glyph.component = letter
        else:
            break
    first.text = "".join(glyphs[place].text for place in places)
    first.name = name
    if not of_marks:
        first.components = len(places)
    for place in reversed(places[1:]):
        del glyphs[place]


def _in_context(face: Face, glyphs: list[Glyph], index: int, subtable: Any, passing: Filter) -> bool:
    if subtable.Format != 3 or glyphs[index].name not in subtable.InputCoverage[0].glyphs:
        return False
    following = _covered(glyphs, index, subtable.InputCoverage[1:], passing, 1)
    if following is None:
        return False
    places = [index, *following]
    if _covered(glyphs, places[-1], subtable.LookAheadCoverage, passing, 1) is None:
        return False
    if _covered(glyphs, index, subtable.BacktrackCoverage, passing, -1) is None:
        return False
    for record in subtable.SubstLookupRecord:
        lookup = face.lookup("GSUB", record.LookupListIndex)
        _apply_at(face, glyphs, places[record.SequenceIndex], lookup, Filter(face, lookup))
    return True


def _covered(
    glyphs: list[Glyph], index: int, coverages: list[Any], passing: Filter, step: int
) -> list[int] | None:
    """The places of the glyphs after (or before) `index` if each is in its coverage, else None."""
    places: list[int] = []
    for coverage in coverages:
        place = passing.next(glyphs, places[-1] if places else index, step)
        if place is None or glyphs[place].name not in coverage.glyphs:
            return None
        places.append(place)
    return places
