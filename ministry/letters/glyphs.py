"""Which letters the fonts of letters can write, and what is written in place of the others."""

from __future__ import annotations

import unicodedata
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

from ministry.text import DIRECTIONS

FONTS = Path(__file__).parents[1] / "fonts"
_READEX, _NOTO = "Readex Pro", "Noto Sans"
_FILES = {
    _READEX: "ReadexPro-Regular.ttf",
    _NOTO: "NotoSans-Regular.ttf",
    "IBM Plex Sans Arabic": "IBMPlexSansArabic-Regular.ttf",
    "Noto Sans Arabic": "NotoSansArabic-Regular.ttf",
    "Noto Sans Tifinagh": "NotoSansTifinagh-Regular.ttf",
}
_ARABIC = (_READEX, "IBM Plex Sans Arabic", "Noto Sans Arabic")
_UNWRITTEN = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0xFFFE, 0xFFFF)))


def written(text: str) -> str:
    """Return the text in signs that the fonts have, composed (NFC).

    A letter of another script is named (`[U+6F22]`): an empty box would tell nothing, and PDF/UA-1 allows none. Signs
    without ink, and those that turn the direction, are left out.
    """
    known = _signs()
    return "".join(
        sign if sign in known else _instead(sign)
        for sign in unicodedata.normalize("NFC", text)
        if sign not in DIRECTIONS
    )


def faces(text: str) -> list[str]:
    """Return font families; the first has all letters of the text.

    All Arabic letters, or all Latin ones. Letters join within one font only: one foreign letter changes the font of
    the passage.
    """
    arabic = {sign for sign in text if "\u0600" <= sign <= "\u08ff"}
    choice, needed = (_ARABIC, arabic) if arabic else ((_READEX, _NOTO), set(text))
    first = next((family for family in choice if needed <= _signs_of(family)), choice[-1])
    return [first, *(family for family in _FILES if family != first)]


def is_right_to_left(text: str) -> bool:
    """True if the text's first letter with a direction goes left.

    UAX #9, P2.
    """
    found = (unicodedata.bidirectional(sign) for sign in text)
    return next((kind for kind in found if kind in {"L", "R", "AL"}), "L") != "L"


def _instead(sign: str) -> str:
    if sign.isspace():
        return " "
    # Controls, joiners and marks of direction; variation selectors count as marks.
    without_ink = unicodedata.category(sign) in {"Cc", "Cf"} or "VARIATION SELECTOR" in unicodedata.name(
        sign, ""
    )
    return "" if without_ink else f"[U+{ord(sign):04X}]"


@cache
def _signs() -> frozenset[str]:
    return frozenset().union(*map(_signs_of, _FILES))


@cache
def _signs_of(family: str) -> frozenset[str]:
    with TTFont(FONTS / _FILES[family], lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) - _UNWRITTEN
