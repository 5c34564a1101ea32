"""What a stretch of text is to the ear: a word, a number, a date, a reference, an abbreviation, a sign, silence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from babel.dates import get_month_names

from i18n import abbreviations
from i18n import spoken_numbers as numbers
from i18n.spoken_arabic import sayable
from i18n.spoken_words import FRENCH_ORDINALS, NUMBERS_IN, SCRIPT_LANGUAGES, SPELLED, SPOKEN_WORDS

_ARABIC = r"\u0621-\u065f\u066e-\u06d3\u06d5-\u06ef\u06fa-\u06ff\u0750-\u077f\u0870-\u08ff\ufb50-\ufdff\ufe70-\ufefe"
_PUNCTUATION = frozenset(".,;:!?؟،؛()«»“”‘’'\"")
"""Engines pause at these and name none. Not [ and <: espeak-ng takes [[ for phonemes, others < for markup."""

_OPENING = frozenset("(«“‘")
_VOWELS = frozenset("AEIOUY")
_NEARBY = 120
"""Characters. Far enough for the full form that comes before "(RIP)", bounded so that long texts stay quick."""


@dataclass(frozen=True, slots=True)
class ScannedWord:
    """`language` is None for what goes with its neighbour. `is_plain`: said as it is shown."""

    start: int
    end: int
    said: str
    language: str | None
    is_plain: bool = False
    opens: bool = False
    """Goes with what follows rather than with what comes before."""


@dataclass(frozen=True, slots=True)
class _Found:
    match: re.Match[str]
    language: str
    """The language of the text around."""

    @property
    def text(self) -> str:
        return self.match[0]

    @property
    def numbers_in(self) -> str:
        return NUMBERS_IN[self.language]

    def before(self) -> str:
        start = self.match.start()
        return self.match.string[max(0, start - _NEARBY) : start]

    def after(self) -> str:
        end = self.match.end()
        return self.match.string[end : end + _NEARBY]

    def token(self, said: str, language: str | None, *, opens: bool = False) -> ScannedWord:
        return ScannedWord(*self.match.span(), said, language, said == self.text, opens)


def tokens(text: str, language: str) -> Iterator[ScannedWord]:
    """Split `text` into tokens that cover every character, in order.

    Digits are 0-9 and white space is a plain space there.
    """
    for match in _scanner().finditer(text):
        yield _READERS[match.lastgroup or "sign"](_Found(match, language))


def language_of(letter: str, language: str) -> str | None:
    """Return the voice for a letter in a text of `language`.

    None for scripts that no voice here reads.
    """
    script = unicodedata.name(letter, "").partition(" ")[0]
    if language == "kab" and script in {"LATIN", "TIFINAGH"}:
        return "kab"
    if script == SPOKEN_WORDS[NUMBERS_IN[language]].script:
        return language
    return SCRIPT_LANGUAGES.get(script)


@cache
def _scanner() -> re.Pattern[str]:
    units = sorted((*numbers.UNITS, *numbers.CURRENCIES, *numbers.PERCENT_SIGNS), key=len, reverse=True)
    return re.compile(
        rf"""
          (?P<address>(?:https?://|www\.)[!-~]*[\w/]|[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]*[A-Za-z0-9]
            |\b[A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*\.(?:dz|com|org|net)\b)
        | (?P<masked>[•●*]{{2,}}(?:\ *[•●*]{{2,}})*(?:\ *(?P<tail>\d{{1,4}})(?!\d))?)
        | (?P<reference>(?<!\w)Q[0-9A-Z]{{3}}-[0-9A-Z]{{4}}(?!\w))
        | (?P<date>(?<![\d/])(?P<day>\d{{1,2}})/(?P<month>\d{{1,2}})/(?P<year>\d{{4}})(?![\d/]))
        | (?P<iso>(?<![\d-])(?P<y>\d{{4}})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-]))
        | (?P<time>(?<![\d:])(?P<hour>[01]?\d|2[0-3]):(?P<minute>[0-5]\d)(?![\d:]))
        | (?P<ordinal>(?<![\w.,])(?:1er|1re|1ère|[2-9]e|10e)(?!\w))
        | (?P<number>(?P<percent>(?<!\w)[%٪]\ ?(?=[+−.,٫\d-]))?(?P<figures>(?:(?<![^\s(«“%٪])[+−-])?(?:
              \d{{1,3}}(?:[ .,]\d{{3}})+(?:[.,٫]\d+)?(?![ .,٫:/]?\d)
            | (?:0\d+|\d{{3,}})(?:\ \d{{2,}})+(?![\d:/])
            | (?:(?<![^\s(«“%٪+−-])[.,]|٫)?\d+(?:[.,٫]\d+)*))(?:\ ?(?P<unit>{"|".join(map(re.escape, units))})(?!\w))?)
        | (?P<abbreviation>{abbreviations.PATTERN.pattern})
        | (?P<capitals>(?<!\w)[A-Z]{{2,}}(?!\w))
        | (?P<word>[{_ARABIC}]+|(?:(?![{_ARABIC}])[^\W\d_][\u0300-\u036f]*)+)
        | (?P<sign>.)
        """,
        re.VERBOSE | re.DOTALL,
    )


def _address(found: _Found) -> ScannedWord:
    language = "fr" if found.numbers_in == "ar" else found.numbers_in
    words = SPOKEN_WORDS[language]
    parts = re.findall(r"[A-Za-z]+|\d+|[@.+]", re.sub(r"^https?://", "", found.text))
    said = (
        _spelled(part, language) if _is_unreadable(part) else words.signs.get(part, part) for part in parts
    )
    return found.token(" ".join(said).replace(".", words.address_point), language)


def _masked(found: _Found) -> ScannedWord:
    words, tail = SPOKEN_WORDS[found.numbers_in], found.match["tail"]
    said = f"{words.hidden}{words.comma} {numbers.said_digits(tail, words)}" if tail else words.hidden
    return found.token(said, found.numbers_in)


def _reference(found: _Found) -> ScannedWord:
    signs = found.text.replace("-", "")
    groups = [_spelled(signs[start : start + 2], found.numbers_in) for start in range(0, len(signs), 2)]
    return found.token(f"{SPOKEN_WORDS[found.numbers_in].comma} ".join(groups), found.numbers_in)


def _date(found: _Found) -> ScannedWord:
    year, month, day = found.match.group("year", "month", "day")
    return _day(found, year, month, day)


def _iso(found: _Found) -> ScannedWord:
    return _day(found, *found.match.group("y", "m", "d"))


def _day(found: _Found, year: str, month: str, day: str) -> ScannedWord:
    said = numbers.said_date(year, month, day, found.numbers_in)
    return found.token(
        said or numbers.said_digits(found.text, SPOKEN_WORDS[found.numbers_in]), found.numbers_in
    )


def _time(found: _Found) -> ScannedWord:
    is_named = re.search(r"الساعة\s*$", found.before()) is not None
    hour, minute = found.match.group("hour", "minute")
    return found.token(
        numbers.said_time(hour, minute, found.numbers_in, hour_is_named=is_named), found.numbers_in
    )


def _ordinal(found: _Found) -> ScannedWord:
    said = FRENCH_ORDINALS[found.text] if found.numbers_in == "fr" else found.text
    return found.token(said, found.numbers_in)


def _number(found: _Found) -> ScannedWord:
    figures, unit, percent = found.match.group("figures", "unit", "percent")
    unit = unit or (percent or "").strip()
    if figures == "1" and not unit and found.numbers_in == "fr" and _first_of_month().match(found.after()):
        return found.token("1er", "fr")
    return found.token(numbers.said_number(figures, unit, found.numbers_in), found.numbers_in)


@cache
def _first_of_month() -> re.Pattern[str]:
    months = get_month_names("wide", locale="fr").values()
    return re.compile(rf"\s(?:{'|'.join(months)})\b")


def _abbreviation(found: _Found) -> ScannedWord:
    language = found.numbers_in
    in_brackets = found.before().endswith("(") and found.after().startswith(")")
    if in_brackets and found.text.isalpha() and abbreviations.repeats(found.text, found.before(), language):
        return found.token(_spelled(found.text, language), language)
    return found.token(abbreviations.full_forms(language)[found.text], language)


def _capitals(found: _Found) -> ScannedWord:
    """Read a name in capitals; spell what has no vowel.

    And what everyone spells.
    """
    if found.text in SPELLED or _is_unreadable(found.text):
        return found.token(_spelled(found.text, found.numbers_in), found.numbers_in)
    return _word(found)


def _word(found: _Found) -> ScannedWord:
    language = language_of(found.text[0], found.language)
    return found.token(sayable(found.text) if language == "ar" else found.text, language)


def _sign(found: _Found) -> ScannedWord:
    sign, words = found.text, SPOKEN_WORDS[found.numbers_in]
    if sign.isspace() or sign in _PUNCTUATION:
        return found.token(sign, None, opens=sign in _OPENING)
    if said := words.percent if sign in numbers.PERCENT_SIGNS else words.signs.get(sign):
        return found.token(said, found.numbers_in)
    is_between_words = found.before()[-1:].isalnum() and found.after()[:1].isalnum()
    if sign == "-" and is_between_words:
        return found.token(sign, None)
    if sign in "–-" and re.search(r"\d\s?$", found.before()) and re.match(r"\s?\d", found.after()):
        return found.token(words.to, found.numbers_in)
    is_pause = sign in "/–—-…•·|→←⇒\\" and re.search(r"\w\s*$", found.before()) is not None
    return found.token(words.comma if is_pause else "", None)


def _is_unreadable(word: str) -> bool:
    return word.isalpha() and len(word) > 1 and not _VOWELS & set(word.upper())


def _spelled(signs: str, language: str) -> str:
    names = SPOKEN_WORDS[language].letters
    return " ".join(names.get(sign.upper(), sign.upper()) for sign in signs)


_READERS: dict[str, Callable[[_Found], ScannedWord]] = {
    "address": _address, "masked": _masked, "reference": _reference, "date": _date, "iso": _iso, "time": _time,
    "ordinal": _ordinal, "number": _number, "abbreviation": _abbreviation, "capitals": _capitals, "word": _word,
    "sign": _sign,
}  # fmt: skip
