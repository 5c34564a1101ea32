"""Arabic words in the letters that Arabic voices read: espeak-ng spells any other, in the middle of a name."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from services.letters import plain_letters

_READ = re.compile("[\u0621-\u063a\u0641-\u0655\u0670\u0671\u067e\u06af]")
"""Letters and vowel signs that espeak-ng's Arabic voice reads."""

_SOUNDS = {
    "ڤ": "ف",
    "ۋ": "و",
    "چ": "تش",
    "ژ": "ج",
    "ڨ": "گ",
    "ڭ": "گ",
    "ݣ": "گ",
    "ٹ": "ت",
    "ڈ": "د",
    "ڑ": "ر",
    "ں": "ن",
    "ې": "ي",
    "ٮ": "ب",
    "ٯ": "ق",
    "ڡ": "ف",
    "ۆ": "و",
    "ۇ": "و",
    "ۈ": "و",
    "ۉ": "و",
    "ۅ": "و",
}
"""What is nearest to the ear, for letters whose Unicode name does not tell it."""
_ROOT = re.compile(r"(ARABIC LETTER \w+(?: \w+)?) WITH ")


def sayable(word: str) -> str:
    """Write the word in letters that are read.

    Marks that no voice reads are left out; total on any text.
    """
    return "".join(map(_sound, word)) or word


@cache
def _sound(sign: str) -> str:
    if _READ.match(sign) or not "\u0600" <= sign <= "\u08ff":
        return sign
    if unicodedata.category(sign) in {"Mn", "Me", "Lm"}:
        return ""
    root = _ROOT.match(unicodedata.name(sign, ""))
    if sign in _SOUNDS or root is None:
        return _SOUNDS.get(sign, sign)
    return sayable(plain_letters(unicodedata.lookup(root[1])))
