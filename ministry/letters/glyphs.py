"""Which letters the fonts of letters can write, and what is written in place of the others."""

from __future__ import annotations

import re
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
_INKLESS = re.compile("VARIATION SELECTOR|COMBINING GRAPHEME JOINER")
"""Names of signs that count as marks."""
_UNWRITTEN = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0xFEFF, 0xFFFE, 0xFFFF)))


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


def shows(text: str) -> bool:
    """True if a sign of the text can be seen."""
    return any(map(_has_ink, text))


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
    return f"[U+{ord(sign):04X}]" if _has_ink(sign) else ""


def _has_ink(sign: str) -> bool:
    if sign.isspace() or _INKLESS.search(unicodedata.name(sign, "")):
        return False
    # Controls, joiners and marks of direction; not the signs that stand around a number.
    return unicodedata.category(sign) not in {"Cc", "Cf"} or unicodedata.bidirectional(sign) == "AN"


@cache
def _signs() -> frozenset[str]:
    return frozenset().union(*map(_signs_of, _FILES))


@cache
def _signs_of(family: str) -> frozenset[str]:
    with TTFont(FONTS / _FILES[family], lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap())) - _UNWRITTEN
