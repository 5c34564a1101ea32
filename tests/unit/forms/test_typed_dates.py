"""Dates as people write them, and the device's own date beside an answer that it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import get_month_names
from hypothesis import given
from hypothesis import strategies as st

from i18n import Words
from i18n.field_problems import describe_field
from services.forms.dates import typed_date
from services.forms.problems import InputError
from services.forms.validation import check
from tests.unit.forms.builders import form, question

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
