"""Text as search sees it: blind to case, accents, hamza, ta marbuta, vowel signs and rare letters.

Folding twice changes nothing more. What it merges wrongly costs one result too many, never one too few.
"""

from __future__ import annotations

import re
import unicodedata

from services.letters import latin_digit, plain_letters

_LETTERS = str.maketrans(
    {
        "ٱ": "ا",
        "ء": "",
        "ة": "ه",
        "ى": "ي",
        "ـ": "",  # tatweel, which only stretches
        # Kabyle, and the Greek letters that stand for them in many texts.
        "ɛ": "e",
        "ε": "e",
        "ɣ": "g",
        "γ": "g",
        "œ": "oe",
        "æ": "ae",
        "ı": "i",
    }
)
_GH = re.compile("gh+")
_WORD = re.compile(r"[^\W_]+")
# The article, alone or after a particle written onto it: والوثائق, بالمنزل, للتأمين.
_ARTICLE = re.compile("^(?:[وبكف]?ال|لل)")
_LEAST_STEM = 3
"""Letters left of an Arabic word without its article; a shorter word may have none (الم, ألف)."""


def fold(text: str) -> str:
    """Return the text as comparable words with single spaces between them."""
    return " ".join(words(text))


def words(text: str) -> list[str]:
    """Return the folded words of a text, Arabic ones without their article."""
    return [without_article(word) for word in _WORD.findall(_fold_letters(text))]


def without_article(word: str, least: int = _LEAST_STEM) -> str:
    """Strip the Arabic article if at least `least` letters are left."""
    while (match := _ARTICLE.match(word)) and len(word) - match.end() >= least:
        word = word[match.end() :]
    return word


def _fold_letters(text: str) -> str:
    plain = plain_letters(text)
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", plain).casefold())
    # The marks that decomposition sets apart: accents, dots below, hamza on its seat, vowel signs.
    bare = "".join(
        latin_digit(sign) for sign in apart if not unicodedata.category(sign).startswith(("M", "Cf"))
    )
    # People without a key for ɣ write gh or g.
    return _GH.sub("g", bare.translate(_LETTERS))
