"""Numbers for the ear: an amount as a number, an identifier digit by digit in groups, a date as a date."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from babel import Locale
from babel.numbers import get_currency_name
from babel.units import format_unit

from i18n.abbreviations import full_forms
from i18n.formats import date_text
from i18n.languages import LANGUAGES
from i18n.spoken_words import SPOKEN_WORDS, SpokenWords
from services.forms.numbers import written_number

_LONGEST_AMOUNT = 9
"""Digits. Nothing counted here is longer; a longer run in threes is an identifier (NSS, NIN)."""

_SHORTEST_IDENTIFIER = 7
"""Digits. A shorter run without signs may be a year, a count or a short number such as 3010."""

UNITS = {
    "kg": "mass-kilogram", "كغم": "mass-kilogram", "كغ": "mass-kilogram",
    "km": "length-kilometer", "كم": "length-kilometer",
    "ko": "digital-kilobyte", "Ko": "digital-kilobyte", "kB": "digital-kilobyte", "KB": "digital-kilobyte",
    "Mo": "digital-megabyte", "MB": "digital-megabyte", "م.ب": "digital-megabyte",
    "h": "duration-hour", "min": "duration-minute",
}  # fmt: skip
_MEASURES = frozenset({"kg", "كغ", "km", "كم"})
"""Those that a form knows too."""
CURRENCIES = ("DA", "DZD", "د.ج.", "د.ج", "دج")
PERCENT_SIGNS = ("%", "٪")


def said_date(year: str, month: str, day: str, language: str) -> str | None:
    """Say a date, as "21 novembre 2026"; None for what is none."""
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return None
    said = date_text(value, "long", Locale.parse(LANGUAGES[language].locale))
    return re.sub(r"^1 ", "1er ", said) if language == "fr" else said


def said_time(hour: str, minute: str, language: str, *, hour_is_named: bool) -> str:
    """Say a time: 14:05 is "14 heures 5".

    `hour_is_named`: the word الساعة is before it already.
    """
    locale = Locale.parse(LANGUAGES[language].locale)
    hours, minutes = int(hour), int(minute)
    if language == "ar":
        said = f"{'' if hour_is_named else 'الساعة '}{hours}"
        return (
            f"{said} و{format_unit(minutes, 'duration-minute', 'long', locale=locale)}" if minutes else said
        )
    if language == "fr":
        said = _with_unit(Decimal(hours), "duration-hour", language)
        return f"{said} {minutes}" if minutes else said
    return f"{hours} {minutes:02}" if minutes else f"{hours} o’clock"


def said_number(shown: str, unit: str, language: str) -> str:
    """Say a number as shown, with its unit, which may be empty.

    "3 000", "12,5", "0550 12 34 56", "+213 …".
    """
    words = SPOKEN_WORDS[language]
    sign, figures = (shown[0], shown[1:]) if shown[0] in "+-−" else ("", shown)
    if figures[0] in ".,٫":
        figures = f"0{figures}"
    amount = _amount(figures, unit, words)
    if amount is None or (sign == "+" and len(figures) >= _SHORTEST_IDENTIFIER):
        said = " ".join(filter(None, (said_digits(figures, words), _unit_name(unit, language))))
    elif unit:
        said = _with_unit(amount, unit, language)
    else:
        said = _figures(amount, words)
    prefix = {"": "", "+": f"{words.plus} "}.get(sign, f"{words.minus} ")
    return prefix + said


def said_digits(shown: str, words: SpokenWords) -> str:
    """Say digit by digit, pausing after each two or three.

    As pairs, French "60 12" and "72" are one sound, and Arabic says the units before the tens.
    """
    groups = [part for run in re.findall(r"\d+", shown) for part in _groups(run)]
    return f"{words.comma} ".join(" ".join(group) for group in groups)


def _groups(run: str) -> list[str]:
    size = 2 if len(run) in {4, 8} else 3
    groups = [run[start : start + size] for start in range(0, len(run), size)]
    if len(groups) > 1 and len(groups[-1]) == 1:
        groups[-2:] = [groups[-2][:-1], groups[-2][-1] + groups[-1]]
    return groups


def _amount(figures: str, unit: str, words: SpokenWords) -> Decimal | None:
    """Return the amount that a form would read; None for an identifier.

    As the language writes it where a form would ask.
    """
    if re.match(r"0[\d ]", figures):
        return None
    amount = written_number(f"{figures} {unit}".strip()) if unit not in UNITS or unit in _MEASURES else None
    if amount is None:
        amount = _as_written_in(figures.replace("٫", words.decimal_sign), words)
    if amount is None:
        return None
    longest = _SHORTEST_IDENTIFIER - 1 if figures.isdigit() else _LONGEST_AMOUNT
    return amount if len(str(int(amount))) <= longest else None


def _as_written_in(figures: str, words: SpokenWords) -> Decimal | None:
    whole, _, decimals = figures.partition(words.decimal_sign)
    thousands = rf"\d{{1,3}}(?:[ {re.escape(words.group_signs)}]\d{{3}})+"
    if re.fullmatch(r"\d*", decimals) and re.fullmatch(rf"\d+|{thousands}", whole):
        return Decimal(".".join(filter(None, (re.sub(r"\D", "", whole), decimals))))
    # 12.5 is understood in French too, and 12,5 in English.
    return Decimal(figures.replace(",", ".")) if re.fullmatch(r"\d{1,6}[.,]\d{1,2}", figures) else None


def _figures(amount: Decimal, words: SpokenWords) -> str:
    return str(amount).replace(".", words.point)


def _unit_name(unit: str, language: str) -> str:
    """Name the unit of figures that are no amount."""
    if unit in PERCENT_SIGNS:
        return SPOKEN_WORDS[language].percent
    return full_forms(language).get(unit, unit)


def _with_unit(amount: Decimal, unit: str, language: str) -> str:
    locale = Locale.parse(LANGUAGES[language].locale)
    said = _figures(amount, SPOKEN_WORDS[language])
    if unit in PERCENT_SIGNS:
        return f"{said} {SPOKEN_WORDS[language].percent}"
    if unit in CURRENCIES:
        return f"{said} {get_currency_name('DZD', amount, locale)}"
    name = UNITS.get(unit, unit)
    # CLDR has no long form of the kilobyte in Arabic; its short one is the word in full.
    length = "short" if (language, name) == ("ar", "digital-kilobyte") else "long"
    with_one_sign = format_unit(amount, name, length, format="0.###", locale=locale)  # type: ignore[arg-type]
    return re.sub(r"\d+(?:[.,]\d+)?", said, with_one_sign).replace("\u00a0", " ")
