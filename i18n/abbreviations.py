"""Abbreviations in full, for the ear: abbreviations.csv.

Its column `source` says where the full form is from: the sourced glossary, the ministry's catalogue, CLDR, or the
usage of every dictionary.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources


@cache
def full_forms(language: str) -> dict[str, str]:
    """Map each abbreviation to its full form in `language` (ar, fr, en)."""
    text = resources.files("i18n").joinpath("abbreviations.csv").read_text("utf-8")
    return {row["abbreviation"]: row[language] for row in csv.DictReader(text.splitlines())}


def repeats(abbreviation: str, before: str, language: str) -> bool:
    """True if `before` has just said the abbreviation in full.

    "relevé d’identité postale (RIP)".
    """
    wanted = _stems(full_forms(language)[abbreviation])
    return len(wanted & _stems(before)) * 2 >= len(wanted)


def _stems(text: str) -> set[str]:
    """Strip words of Arabic article, vowel signs and inflected endings."""
    plain = re.sub(r"[\u064b-\u0652]", "", text.casefold())
    return {re.sub(r"^(?:و?ال|لل)|[ي]$", "", word) for word in re.findall(r"\w{3,}", plain)}


PATTERN = re.compile(
    rf"(?<![\w.])(?:{'|'.join(re.escape(known) for known in sorted(full_forms('fr'), key=len, reverse=True))})(?!\w)"
)
"""Any of the abbreviations as a word of its own, the longest first."""
