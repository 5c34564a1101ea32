"""From a word to its glyphs, in the order of the OpenType specification for Arabic and for Latin."""

from __future__ import annotations

import unicodedata

from services.receipts.face import Face
from services.receipts.glyphs import Glyph
from services.receipts.joining import forms
from services.receipts.positioning import position
from services.receipts.substitution import substitute

_LATIN = frozenset({"ccmp", "rlig", "calt", "liga", "clig"})
_FORMS = ("isol", "fina", "medi", "init")


def shape(face: Face, text: str, *, rtl: bool) -> list[Glyph]:
    """The glyphs of a run of one direction, in reading order, positioned from the run's left end.

    `Glyph.text` keeps each character as it was written, where brackets of right-to-left runs are mirrored,
    and where a question mark is drawn for a character that the font lacks. Format controls are not drawn.
    """
    glyphs = [
        Glyph(_glyph_of(face, character, rtl=rtl), character, form)
        for character, form in zip(text, forms(text), strict=True)
        if unicodedata.category(character) != "Cf"
    ]
    if rtl:
        substitute(face, glyphs, frozenset({"ccmp"}))
        for form in _FORMS:
            substitute(face, glyphs, frozenset({form}), form)
        for feature in ("rlig", "calt", "liga"):
            substitute(face, glyphs, frozenset({feature}))
    else:
        substitute(face, glyphs, _LATIN)
    position(face, glyphs, rtl=rtl)
    return glyphs


def _glyph_of(face: Face, character: str, *, rtl: bool) -> str:
    drawn = _MIRRORS.get(character, character) if rtl else character
    return face.glyph_of.get(ord(drawn)) or face.glyph_of[ord("?")]


_OPENING, _CLOSING = "([{<«‹≤", ")]}>»›≥"
_MIRRORS = dict(zip(_OPENING + _CLOSING, _CLOSING + _OPENING, strict=True))
"""The Bidi_Mirroring_Glyph pairs (UAX #9, L4) that the bundled fonts can show."""
