"""Isolation of fragments in text of the other direction (UAX #9, explicit directional isolates).

Without it, "0550 12 34 56" in an Arabic sentence shows its groups in reverse, and a reference's hyphen jumps.
"""

from __future__ import annotations

import re

LEFT_TO_RIGHT_ISOLATE = "\u2066"
FIRST_STRONG_ISOLATE = "\u2068"
POP_DIRECTIONAL_ISOLATE = "\u2069"
_GROUPED = re.compile(
    r"(?<![\w.,/-])[+(]?\d{1,4}\)?(?:[ \u00a0\u202f]\d{2,4}(?:[ \u00a0\u202f]\d{2,4})+|[ \u00a0\u202f]\d{3})(?![\w/-])"
)
"""Numbers written in groups: a telephone number, an account, an amount. A year and a count after it are two numbers."""
_OF_A_LAW = re.compile(r"(?<![A-Za-z\d/-])\d+-\d+(?![\w/-])")
_BETWEEN_DIGITS = re.compile(r"(?<=\d) (?=\d)")


def ltr(fragment: str) -> str:
    """Isolate a fragment that always reads from left to right.

    A reference, a telephone number, an address.
    """
    return f"{LEFT_TO_RIGHT_ISOLATE}{fragment}{POP_DIRECTIONAL_ISOLATE}"


def isolate(fragment: str) -> str:
    """Isolate a fragment whose direction is its own.

    A name, a file name, a text that somebody wrote.

    Each line of it by itself: an isolate ends with its paragraph (UAX #9, X8). The groups of a number in it stay in
    order, whatever the direction around them.
    """
    lines = _GROUPED.sub(lambda number: ltr(number[0].replace(" ", "\u00a0")), fragment).split("\n")
    return "\n".join(f"{FIRST_STRONG_ISOLATE}{line}{POP_DIRECTIONAL_ISOLATE}" for line in lines)


def laws(text: str) -> str:
    """Keep the order of numbers of laws.

    Among Arabic letters, 83-11 would show as 11-83.
    """
    return _OF_A_LAW.sub(lambda number: ltr(number[0]), text)


def unbroken(text: str) -> str:
    """Keep the groups of a number in one line.

    "0550 12 34 56" is not two numbers.
    """
    return _BETWEEN_DIGITS.sub("\u00a0", text)
