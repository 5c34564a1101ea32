"""Which form each Arabic letter takes between its neighbours (Unicode core specification, section 9.2)."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

_JOINS_ONLY_BEFORE = frozenset(
    "\u0622\u0623\u0624\u0625\u0627\u0629\u062f\u0630\u0631\u0632\u0648"
    "\u0671\u0672\u0673\u0675\u0676\u0677\u06c0\u06c3\u06cd\u06cf\u06d2\u06d3\u06d5\u06ee\u06ef"
    + "".join(map(chr, range(0x0688, 0x069A)))
    + "".join(map(chr, range(0x06C4, 0x06CC)))
)
"""Letters such as alef and waw, which never join the letter after them."""
_JOINS_NOTHING = frozenset("\u0621\u0674\u06dd\u200c")
_CAUSES_JOINING = frozenset("\u0640\u200d")


def forms(text: str) -> list[str]:
    """isol, init, medi or fina for each Arabic letter; "" for everything else."""
    result = [""] * len(text)
    previous: int | None = None
    joins_on = False
    for index, character in enumerate(text):
        if _is_transparent(character):
            continue
        joins_back, joins_forward = _joins(character)
        joined = joins_on and joins_back
        if joined and previous is not None:
            result[previous] = {"isol": "init", "fina": "medi"}.get(result[previous], "")
        if _is_letter(character):
            result[index] = "fina" if joined else "isol"
        previous, joins_on = index, joins_forward
    return result


def _joins(character: str) -> Sequence[bool]:
    """Whether it joins the letter before, and the letter after it."""
    if character in _CAUSES_JOINING:
        return True, True
    if character in _JOINS_NOTHING or not _is_letter(character):
        return False, False
    return True, character not in _JOINS_ONLY_BEFORE


def _is_letter(character: str) -> bool:
    return "\u0620" <= character <= "\u06ff" and unicodedata.category(character) == "Lo"


def _is_transparent(character: str) -> bool:
    """Marks and most format controls stand outside the joining."""
    if character in _CAUSES_JOINING or character in _JOINS_NOTHING:
        return False
    return unicodedata.category(character) in {"Mn", "Me", "Cf"}
