"""Arabic letters and signs as they are copied or typed, made the plain ones.

Text out of a PDF comes in presentation forms (ﺷﺮﻛﺔ), a Persian or Urdu keyboard has letters that only look Arabic
(کریم). Search, voices and printing know the plain letters.
"""

from __future__ import annotations

import re
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

_STRETCHING = re.compile(
    r"(?<=[ء-غف-يٮ-ۓ])[ـ\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]+|ـ+(?=[ء-غف-يٮ-ۓ])"
)
"""Tatweel and vowel signs, where they belong to an Arabic letter. Elsewhere, as among digits, they mean something."""


def plain_letters(text: str) -> str:
    """Return the text with each letter in its plain shape.

    One letter may become several (ﻷ: لأ).
    """
    return text if text.isascii() else "".join(map(plain_letter, text))


@cache
def plain_letter(sign: str) -> str:
    """Return the plain letter or letters of one sign.

    The sign itself where it has none.
    """
    # The compatibility forms of letters: units in one sign (㎞), ligatures, Arabic shapes, full width, mathematical.
    if "\u3380" <= sign <= "\u33df" or "\ufb00" <= sign <= "\uff5e" or "\U0001d400" <= sign <= "\U0001d7ff":
        # A vowel sign by itself is decomposed with a space, which would cut the word in two.
        plain = unicodedata.normalize("NFKC", sign).lstrip(" ") or sign
        return "".join(_LOOK_ALIKES.get(each, each) for each in plain)
    return _LOOK_ALIKES.get(sign, sign)


def bare_letters(text: str) -> str:
    """Make letters plain for comparison, as of units and labels.

    The text is composed (NFC), without tatweel and vowel signs.
    """
    return _STRETCHING.sub("", unicodedata.normalize("NFC", plain_letters(text)))


def whole_signs(text: str) -> str:
    """Join surrogate pairs into their sign and drop lone ones.

    UTF-8 cannot hold a lone surrogate.
    """
    if text.isascii():
        return text
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "ignore")


def is_invisible(sign: str) -> bool:
    """True if the sign has no ink: controls, direction marks, joiners, fillers."""
    return sign in _INVISIBLE or unicodedata.category(sign) in {"Cc", "Cf"}


def latin_digit(sign: str) -> str:
    """Return a decimal digit of any script as 0 to 9.

    Any other sign as it is.
    """
    value = unicodedata.decimal(sign, None)
    return sign if value is None else str(value)
