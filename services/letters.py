"""Arabic letters and signs as they are copied or typed, made the plain ones.

Text out of a PDF comes in presentation forms (ﺷﺮﻛﺔ), a Persian or Urdu keyboard has letters that only look Arabic
(کریم). Search, voices and printing know the plain letters.
"""

from __future__ import annotations

import unicodedata
from functools import cache

_LOOK_ALIKES = {
    "ک": "ك",
    "ڪ": "ك",
    "ی": "ي",
    "ے": "ي",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ۀ": "ه",
    "ۃ": "ة",
    "ں": "ن",
}
"""Of the Persian, Urdu and Kurdish keyboards. What Algerian names are written with (پ ڤ ڨ گ چ) is not among them."""

_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0\u2800") | frozenset(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10)))
)
"""Signs without ink beside those of the categories Cc and Cf: fillers and variation selectors."""


def plain_letters(text: str) -> str:
    """The text with each letter in its plain shape; one letter may become several (ﻷ: لأ)."""
    return text if text.isascii() else "".join(map(plain_letter, text))


@cache
def plain_letter(sign: str) -> str:
    """The plain letter or letters of one sign; the sign itself where it has none."""
    # The compatibility forms of letters: Latin ligatures, Arabic presentation forms, full width, mathematical.
    if "\ufb00" <= sign <= "\uff5e" or "\U0001d400" <= sign <= "\U0001d7ff":
        # A vowel sign by itself is decomposed with a space, which would cut the word in two.
        plain = unicodedata.normalize("NFKC", sign).lstrip(" ") or sign
        return "".join(_LOOK_ALIKES.get(each, each) for each in plain)
    return _LOOK_ALIKES.get(sign, sign)


def is_invisible(sign: str) -> bool:
    """True if the sign has no ink: controls, direction marks, joiners, fillers."""
    return sign in _INVISIBLE or unicodedata.category(sign) in {"Cc", "Cf"}


def latin_digit(sign: str) -> str:
    """A decimal digit of any script as 0 to 9; any other sign as it is."""
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
