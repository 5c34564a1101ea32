"""The list of terms: i18n/glossary.csv (docs/words.md).

Words are from Mozilla's Kabyle and Arabic localisations (MOZ), CLDR, the Prime Minister's site (PM) and official
publications (OFF); M marks what is only believed.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib import resources

_AMBIGUOUS = frozenset({"reçu", "compte", "nom", "réponse", "document", "travail", "date", "heure"})
"""French terms with several English meanings: they count only where the message is the term's own key."""


@dataclass(frozen=True, slots=True)
class SourcedTerm:
    key: str
    french: str
    arabic: str
    kabyle: str
    confidence: str


def load() -> list[SourcedTerm]:
    """Read every term, the best sourced first."""
    text = resources.files("i18n").joinpath("glossary.csv").read_text("utf-8")
    terms = [
        SourcedTerm(row["key"], row["fr"], row["ar"], row["kab"], row["kab_confidence"])
        for row in csv.DictReader(text.splitlines())
    ]
    return sorted(terms, key=lambda term: ("high", "medium", "low", "none").index(term.confidence))


def kabyle_of(message: str, french: str, terms: list[SourcedTerm]) -> str | None:
    """Return the sourced Kabyle word for this French translation, or None.

    Only words of high or medium confidence in Latin letters count, and no entry that lists alternatives.
    """
    for term in terms:
        if term.confidence not in {"high", "medium"} or not _is_one_latin_word(term.kabyle):
            continue
        if term.french.casefold() != french.casefold():
            continue
        if french.casefold() in _AMBIGUOUS and term.key.replace("_", " ") != message.casefold():
            continue
        return term.kabyle[0].upper() + term.kabyle[1:] if french[:1].isupper() else term.kabyle
    return None


def _is_one_latin_word(text: str) -> bool:
    return bool(text) and not any(sign in text for sign in "(/,") and not any("ⴰ" <= c <= "⵿" for c in text)
