"""Dates as people write them, and the device's own date beside an answer that it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from i18n import Words
from i18n.field_problems import describe_field
from services.forms.dates import typed_date
from services.forms.problems import InputError
from services.forms.validation import check
from tests.unit.forms.builders import form, question

WIDTHS = st.sampled_from(["wide", "abbreviated"])
LOCALES = ["fr", "ar_DZ", "ar", "ar_SY", "ar_MA", "en", "kab"]


@given(
    number=st.integers(1, 12), locale=st.sampled_from(LOCALES), width=st.sampled_from(["wide", "abbreviated"])
)
def test_a_month_in_words_is_the_month(number: int, locale: str, width: str) -> None:
    name = get_month_names(width, locale=locale)[number]
    for written in (name, name.upper(), f" {name}. "):
        assert typed_date({"day": "16", "month": written, "year": "2026"}) == date(2026, number, 16)


@pytest.mark.parametrize("month", ["jui", "ma", "x", "novembre2", "treize"])
def test_what_may_be_two_months_or_none_is_refused(month: str) -> None:
    with pytest.raises(InputError, match="date_digits"):
        typed_date({"day": "16", "month": month, "year": "2026"})


def test_the_first_is_written_in_french() -> None:
    assert typed_date({"day": "1er", "month": "mai", "year": "2026"}) == date(2026, 5, 1)


DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
SHAPES = st.sampled_from(
    ["{w} {d} {m} {y}", "{w}, {d} {m} {y}", "{d:02d} {m} {y}", "{w} {d}|{m}|{y}", "{d}|{m} {y}"]
)


def _read(written: str) -> date:
    return typed_date(dict(zip(("day", "month", "year"), [*written.split("|"), "", ""], strict=False)))


@given(day=DAYS, locale=st.sampled_from(["fr", "ar_DZ", "ar", "en"]), shape=SHAPES)
def test_a_date_in_words_is_that_day(day: date, locale: str, shape: str) -> None:
    weekday, month = (
        get_day_names("wide", locale=locale)[day.weekday()],
        get_month_names("wide", locale=locale)[day.month],
    )
    assert _read(shape.format(w=weekday, d=day.day, m=month, y=day.year)) == day


@given(
    day=DAYS,
    other=st.integers(0, 6),
    locale=st.sampled_from(["fr", "ar_DZ", "en"]),
    width=WIDTHS,
    shape=SHAPES,
)
def test_another_weekday_is_never_taken(day: date, other: int, locale: str, width: str, shape: str) -> None:
    weekday = get_day_names(width, locale=locale)[other]
    month = get_month_names("wide", locale=locale)[day.month]
    written = shape.format(w=weekday, d=day.day, m=month, y=day.year)
    if other == day.weekday() or "{w}" not in shape:
        assert _read(written) == day
        return
    with pytest.raises(InputError, match="weekday_differs"):
        _read(written)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("16th|3|2026", "2026-03-16"),
        ("1er mai||2026", "2026-05-01"),
        ("1 er mai 2026", "2026-05-01"),
        ("05 mai 2026", "2026-05-05"),
        ("Monday, March 16th, 2026", "2026-03-16"),
        ("يوم الإثنين، 16 مارس 2026", "2026-03-16"),
        ("١٦|كانون الأول|٢٠٢٦", "2026-12-16"),
        ("mar. 17|mars|2026", "2026-03-17"),
        ("16 mars|03|2026", "2026-03-16"),
    ],
)
def test_a_date_as_it_is_pasted(written: str, read: str) -> None:
    assert _read(written).isoformat() == read


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("mar. 16|mars|2026", "weekday_differs"),
        ("16 mars|4|2026", "date_digits"),
        ("16 17 mars 2026", "date_digits"),
        ("lundi mardi 16|3|2026", "date_digits"),
        ("lundi 2 3|1|2026", "date_digits"),
        ("16 mars 26", "year_four_digits"),
        ("lundi||2026", "date_incomplete"),
        ("31 février 2026", "not_a_date"),
    ],
)
def test_a_date_that_says_two_things_is_refused(written: str, code: str) -> None:
    with pytest.raises(InputError, match=code):
        _read(written)


@pytest.mark.parametrize(("language", "weekday"), [("ar", "الاثنين"), ("fr", "lundi"), ("en", "Monday")])
def test_a_weekday_that_differs_is_answered_with_the_right_one(language: str, weekday: str) -> None:
    asked = question("date")
    typed = {"day": "mardi 16", "month": "3", "year": "2026"}
    found = check(asked, typed, inputs={asked.id: typed}, form=form(asked), today=date(2026, 11, 28))
    assert found is not None
    assert weekday in describe_field(found, Words(language), asked)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize("today", [date(2020, 1, 1), date(1970, 1, 1)])
def test_a_date_refused_by_a_clock_that_fell_back_names_the_date_of_the_device(
    language: str, today: date
) -> None:
    asked = question("date", rules=[{"rule": "not_after", "value": "today"}])
    typed = {"day": "16", "month": "11", "year": "2026"}
    found = check(asked, typed, inputs={asked.id: typed}, form=form(asked), today=today)
    assert found is not None
    words = Words(language)
    assert words.date(today.isoformat()) in describe_field(found, words, asked)


def test_a_limit_that_is_a_day_of_its_own_says_nothing_of_today() -> None:
    asked = question("date", rules=[{"rule": "not_after", "value": "2020-01-01"}])
    typed = {"day": "16", "month": "11", "year": "2026"}
    found = check(asked, typed, inputs={asked.id: typed}, form=form(asked), today=date(2026, 11, 28))
    assert found is not None
    assert "2026" not in describe_field(found, Words("fr"), asked)


@pytest.mark.parametrize("part", ["1.5", "1-2", "2 3", "-1", "1/2", "1:2", "١٫٥"])
def test_two_numbers_in_one_part_are_never_joined(part: str) -> None:
    for name in ("day", "month"):
        with pytest.raises(InputError, match="date_digits"):
            typed_date({"day": "1", "month": "1", "year": "2026", name: part})
