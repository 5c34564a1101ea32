"""Technical terms and abbreviations, each with a plain explanation: i18n/terms.csv.

    for term in terms_in(shown, words.language):
        …  # term.name, term.explanation

Names of a term are what texts say for it, separated by "|", the one to show first. `basis` says where the meaning
was read: sources of the catalogue (S1), articles of law, or "usage" for a word explained by its everyday meaning.
Nothing is explained in Kabyle yet: no source does so, and French is shown there.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from i18n.languages import LANGUAGES

_EXPLAINED = ("ar", "fr", "en")
_WORD = re.compile(r"[^\W_]+")
_UNREGARDED = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_ARABIC = re.compile("[\u0621-\u064a]")
# The article and the particles written onto a word: والطعن, بالنسبة, للطعن.
_CLITICS = re.compile("^(?:[وف]?[بكل]?ال|[وف]?لل|[وف][بكل]?|[بكل])")
_LEAST_STEM = 3
"""Letters left of a word without its particles; with fewer, they belong to the word (وصل, بلد)."""
_LEAST_SINGULAR = 3

_Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A technical term or an abbreviation, in one language. `explanation` is plain: short sentences, no term."""

    key: str
    name: str
    explanation: str
    language: str
    """The language that both are really in, for the `lang` of their node and the choice of a voice."""


@dataclass(frozen=True, slots=True)
class _Name:
    words: _Words
    """The words as they are compared: see `_comparable`."""
    capitals: bool
    """An abbreviation counts only where it is written as one: "PIN" is no "pin"."""
    term: Term


def terms_in(text: str, language: str) -> list[Term]:
    """Return the terms of a shown text, in their order, each once.

    A longer name hides those within it: "pension de retraite" is not also a "pension". Case, plurals in -s, vowel signs
    and Arabic particles are not regarded; French accents are, or "18 chiffres" would be "chiffré". `language` is that
    of the text: one that fell back to another language is looked through in that one (see `Words.text_in`).
    """
    names = _names(_explained_in(language))
    written = _WORD.findall(_bare(text))
    found: dict[str, Term] = {}
    place = 0
    while place < len(written):
        name = _longest_at(written, place, names)
        if name is not None:
            found.setdefault(name.term.key, name.term)
        place += len(name.words) if name else 1
    return list(found.values())


def all_terms(language: str) -> list[Term]:
    """Return every term, in the order of their names."""
    return sorted(_terms(_explained_in(language)), key=lambda term: _bare(term.name).casefold())


def _explained_in(language: str) -> str:
    return next(code for code in (language, *LANGUAGES[language].text_fallbacks) if code in _EXPLAINED)


@cache
def _rows() -> list[dict[str, str]]:
    text = resources.files("i18n").joinpath("terms.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _terms(language: str) -> Iterator[Term]:
    for row in _rows():
        yield Term(row["key"], row[language].split("|")[0], row[f"{language}_explained"], language)


@cache
def _names(language: str) -> dict[str, list[_Name]]:
    """Index names by each form of their first word, the longest first."""
    names: defaultdict[str, list[_Name]] = defaultdict(list)
    for row, term in zip(_rows(), _terms(language), strict=True):
        for name in row[language].split("|"):
            words = tuple(_WORD.findall(_bare(name)))
            capitals = name.isupper()
            names[_comparable(words[0])].append(_Name(tuple(map(_comparable, words)), capitals, term))
    for same in names.values():
        same.sort(key=lambda name: -len(name.words))
    return dict(names)


def _longest_at(written: list[str], place: int, names: dict[str, list[_Name]]) -> _Name | None:
    candidates = [name for form in _forms(written[place]) for name in names.get(form, ())]
    fitting = (name for name in candidates if _stands_at(name, written, place))
    return max(fitting, key=lambda name: len(name.words), default=None)


def _stands_at(name: _Name, written: list[str], place: int) -> bool:
    here = written[place : place + len(name.words)]
    return (
        len(here) == len(name.words)
        and (not name.capitals or all(word.isupper() for word in here))
        and all(word in _forms(form) for word, form in zip(name.words, here, strict=True))
    )


def _forms(written: str) -> set[str]:
    """Return the forms of a written word: itself, and without Arabic particles."""
    word = _singular(written.casefold())
    return {word, _without_clitics(word)}


def _comparable(word: str) -> str:
    """Fold a word of a name.

    Only the article goes: what looks like a particle there belongs to the word.
    """
    folded = _singular(word.casefold())
    return folded[2:] if folded.startswith("ال") and len(folded) - 2 >= _LEAST_STEM else folded


def _without_clitics(word: str) -> str:
    match = _CLITICS.match(word) if _ARABIC.match(word) else None
    return word[match.end() :] if match and len(word) - match.end() >= _LEAST_STEM else word


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > _LEAST_SINGULAR else word


def _bare(text: str) -> str:
    """Strip Arabic vowel signs, hamza, tatweel and marks of direction."""
    return unicodedata.normalize("NFC", _UNREGARDED.sub("", unicodedata.normalize("NFD", text)))
