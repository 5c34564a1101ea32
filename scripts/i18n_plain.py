"""Measure how plain words are: the length of sentences, and the abbreviations in them.

The measure is that of easy-to-read guides (FALC, WCAG 3.1.5 and 3.1.4), made strict enough to be checked by a
machine, alike in Arabic, French and English:

- A sentence ends at . ! ? ؟ or …, or at the end of a line. A colon, a semicolon and a comma end nothing.
- A word is between spaces. A particle that French cuts short counts for itself: "l’agence" is two words.
  Arabic particles are written onto their word and count with it: "وبالوثائق" is one, and so is "لـ 20".
- A number is one word with its groups, its unit sign and its date: "0550 12 34 56", "100 %", "21/11/2026".
  So is a `{placeholder}`, for which short values are put.

Citations of laws and titles of sources are references, not sentences: they are quoted, so they are not measured.
"""

from __future__ import annotations

import re

MOST_WORDS = 12
"""The words that a sentence of help, of an error or of a notice may have."""

_SPACES = "\\s\u00a0\u202f"
_CLOSING = "»”’\"')\\]\u2069"
_END = re.compile(rf"([.!?؟…]+[{_CLOSING}]*)(?=[{_SPACES}]|$)(?![{_SPACES}]*[{_CLOSING}])")
_ELIDED = re.compile(r"\b((?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)’)(?=\w)", re.IGNORECASE)
_GROUPS = re.compile(rf"(?<=\d)[{_SPACES}](?=\d)")
_PARTICLE = re.compile(rf"(?<!\w)[وفبكل]ـ[{_SPACES}]+")

_VOWEL_SIGNS = "\u064b-\u0652\u0670"

# Latin letters in a row of capitals: CNAS, NIN, PDF.
_CAPITALS = r"(?<![^\W_])[A-ZÀ-Ý][A-ZÀ-Ý0-9]+(?![^\W_])"
# One letter and a dot, Latin at least twice (p. ex., S.V.P.), Arabic at least once (د., م.ب).
_DOTTED = (
    r"(?<![^\W_])(?:[A-Za-z]\.[ \u00a0]?){2,}"
    rf"|(?<![\w{_VOWEL_SIGNS}])(?:(?:[\u0621-\u064a]\.)+[\u0621-\u064a]|[\u0621-\u064a]\.)(?!\w)"
)
# Those that hide among ordinary words. Units that are written out need no entry here.
_HIDDEN = (
    r"(?<![^\W_])(?:kg|km|cm|mm|mg|ml|ko|Ko|Mo|kB|Dr|Pr|Mme|Mlle|Mr|Bd|Av|ste"
    r"|(?:art|av|bd|cf|etc|ex|fig|max|min|nb|no|num|p|réf|st|tél|vol)\.(?!\w)|[nN][°º])(?![^\W_])"
)
_ABBREVIATION = re.compile(f"{_DOTTED}|{_CAPITALS}|{_HIDDEN}")


def sentences(text: str) -> list[str]:
    """Split a text into sentences, each with the mark that ends it.

    The dot of an abbreviation ends nothing, so that it cannot make a long sentence look short.
    """
    found = []
    for line in text.splitlines():
        whole = _ABBREVIATION.sub(lambda match: match[0].replace(".", "\ufdd0"), line)
        parts = _END.sub("\\1\n", whole).splitlines()
        found += [part.replace("\ufdd0", ".").strip() for part in parts]
    return [sentence for sentence in found if sentence]


def word_count(sentence: str) -> int:
    apart = _ELIDED.sub(r"\1 ", _PARTICLE.sub("", _GROUPS.sub("", sentence)))
    return sum(any(sign.isalnum() for sign in word) for word in apart.split())


def long_sentences(text: str, most: int = MOST_WORDS) -> list[str]:
    """Return the sentences that have more words than `most`."""
    return [sentence for sentence in sentences(text) if word_count(sentence) > most]


def abbreviations(text: str) -> list[str]:
    """Return the abbreviations in a text, in order, each once.

    Capitals, dotted letters and the common short forms.

    Addresses of sites are written as they are typed and hold none.
    """
    return list(dict.fromkeys(match[0].strip() for match in _ABBREVIATION.finditer(text)))
