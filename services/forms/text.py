"""What is typed, made uniform: digits of any script, invisible signs, spaces.

Every function here is idempotent.
"""

from __future__ import annotations

import unicodedata

from services.forms.problems import InputError
from services.letters import bare_letters, is_invisible, latin_digit, plain_letters, whole_signs
from services.models.request import RawInput

_LINE_ENDS = str.maketrans({"\u2028": "\n", "\u2029": "\n", "\x0b": "\n", "\x0c": "\n", "\x85": "\n"})


_DIRECTIONS = dict.fromkeys((*range(0x202A, 0x202F), *range(0x2066, 0x206A)))
"""Embeddings, overrides and isolates. Not marks (LRM, RLM, ALM) and joiners (ZWNJ, ZWJ): they are part of words."""

_TO_RIGHT, _TO_LEFT = "\u202d", "\u202e"
"""The overrides of direction."""


def whole_input(raw: RawInput) -> RawInput:
    """Return the input without lone surrogates, which cannot be stored or sent."""
    if isinstance(raw, dict):
        return {part: whole_signs(text) for part, text in raw.items()}
    if isinstance(raw, list):
        return list(map(whole_signs, raw))
    return whole_signs(raw) if isinstance(raw, str) else raw


def latin_digits(text: str) -> str:
    """Turn digits of any script (٠١٢, ۰۱۲) into 012."""
    return "".join(map(latin_digit, text))


def visible(text: str) -> str:
    """Clean text that is read sign by sign.

    Digits become Latin, white space becomes a space, invisible signs go.
    """
    shown = (" " if sign.isspace() else sign for sign in latin_digits(text))
    return "".join(sign for sign in shown if not is_invisible(sign)).strip()


def readable(text: str, code: str) -> str:
    """Clean text as `visible`, and make its letters bare.

    "ﺩﺝ" and "دجـ" are "دج", "％" is "%". Raises `InputError` with `code` where an override among the digits shows
    another number than the text has.
    """
    if _is_turned(text):
        raise InputError(code)
    return visible(bare_letters(visible(text)))


def _is_turned(text: str) -> bool:
    """True if digits are shown in another order than they have.

    One override to the right before all digits changes nothing; telephones paste numbers so.
    """
    digits = [place for place, sign in enumerate(text) if sign.isdecimal()]
    return bool(digits) and (_TO_LEFT in text or _TO_RIGHT in text[digits[0] : digits[-1]])


def compact(text: str) -> str:
    """Clean an identifier: Latin digits, no white space, marks, dashes.

    Direction marks and dots go, too. Numbers are copied from cards and messages where they stand in groups, and in
    Arabic between marks of direction that nobody sees.
    """
    return "".join(sign for sign in latin_digits(text) if not _separates(sign))


def _separates(sign: str) -> bool:
    return sign.isspace() or sign in ".-_" or unicodedata.category(sign) == "Pd" or is_invisible(sign)


def single_line(text: str) -> str:
    """Clean short text: NFC, one line, single spaces, trimmed.

    Without what turns the direction, which the ministry refuses there: names copied from a telephone bring it along.
    """
    return " ".join(_printable(text).translate(_DIRECTIONS).split())


def lines(text: str) -> str:
    """Clean long text: NFC, its lines kept, trimmed."""
    kept = [line.rstrip() for line in _printable(text).split("\n")]
    return "\n".join(kept).strip()


def is_blank(text: str) -> bool:
    """True if a person could see nothing of it."""
    return all(sign.isspace() or unicodedata.category(sign) == "Cs" or is_invisible(sign) for sign in text)


def _printable(text: str) -> str:
    """Clean text: plain letters, NFC, no control characters.

    Lone surrogates go too: no JSON in UTF-8 carries them.
    """
    text = (
        whole_signs(text).replace("\r\n", "\n").replace("\r", "\n").translate(_LINE_ENDS).replace("\t", " ")
    )
    kept = "".join(sign for sign in text if sign == "\n" or unicodedata.category(sign) != "Cc")
    return unicodedata.normalize("NFC", plain_letters(kept))
