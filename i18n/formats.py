"""Dates, numbers and lists as each language writes them in Algeria (CLDR through Babel)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Literal

from babel import Locale
from babel.dates import format_date, get_datetime_format, get_day_names
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent
from babel.units import format_unit

DateStyle = Literal["short", "long", "full"]
"""short: 21/11/2026 · long: 21 novembre 2026 · full: samedi 21 novembre 2026."""

ALGIERS = timezone(timedelta(hours=1), "CET")
"""Africa/Algiers has been UTC+1 without summer time since 1981. Written here because neither Android nor
Windows gives Python a time-zone database."""

_KIB = 1024
_DECIMALS_OF_A_GROUP = 3


def as_date(value: date | str) -> date:
    """Return a date from a date, ISO 8601, or an instant (Algiers)."""
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return value.astimezone(ALGIERS).date() if isinstance(value, datetime) else value


def as_instant(value: datetime | str) -> datetime:
    """Return an aware instant in Algiers' time, from itself or RFC 3339.

    Naive times are refused.
    """
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if value.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return value.astimezone(ALGIERS)


def date_text(value: date | str, style: DateStyle, locale: Locale) -> str:
    return format_date(as_date(value), style, locale=locale)


def weekday_text(value: date | str, locale: Locale) -> str:
    return str(get_day_names("wide", locale=locale)[as_date(value).weekday()])


def time_text(value: datetime | str) -> str:
    """Write a time on the 24-hour clock, as the Algerian administration does.

    CLDR's 12-hour clock for DZ is not used.
    """
    return as_instant(value).strftime("%H:%M")


def date_time_text(value: datetime | str, style: DateStyle, locale: Locale) -> str:
    pattern = str(get_datetime_format("medium", locale=locale))
    return pattern.format(time_text(value), date_text(value, style, locale))


def number_text(value: float | Decimal, locale: Locale) -> str:
    """Write a number with all its decimals.

    Never with three of them after a whole part: "45,123" reads as thousands.
    """
    exact = Decimal(str(value))
    exponent = exact.normalize().as_tuple().exponent
    pattern = "#,##0.0000" if exponent == -_DECIMALS_OF_A_GROUP and abs(exact) >= 1 else None
    return format_decimal(exact, pattern, locale=locale, decimal_quantization=False)


def file_size_text(size: int, locale: Locale) -> str:
    """Write a size for people, in whole KB or in MB.

    Megabytes have one decimal below 10; steps of 1024.
    """
    kilobytes = math.ceil(size / _KIB)
    if kilobytes < _KIB:
        return format_unit(kilobytes, "digital-kilobyte", "short", locale=locale)
    megabytes = size / _KIB**2
    rounded = round(megabytes, 1) if megabytes < 10 else round(megabytes)
    return format_unit(rounded, "digital-megabyte", "short", locale=locale)


def percent_text(value: int, locale: Locale) -> str:
    return format_percent(value / 100, locale=locale)


def list_text(items: Sequence[str], locale: Locale) -> str:
    return format_list(list(items), locale=locale)
