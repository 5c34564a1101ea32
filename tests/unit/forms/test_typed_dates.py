"""Dates as people write them, and the device's own date beside an answer that it refuses."""

from __future__ import annotations

import json
from datetime import date

import pytest
from babel.dates import get_day_names, get_month_names
from hypothesis import given
from hypothesis import strategies as st

from i18n import Words
from i18n.field_problems import describe_field
from i18n.formats import DateStyle
from ministry.catalogue.loader import load
from services.catalogue.decoding import decode_catalogue
from services.forms.dates import date_parts, typed_date
from services.forms.problems import InputError
from services.forms.validation import check
from services.models.catalogue import QuestionType, Service, question_in
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


@pytest.mark.parametrize(
    "day",
    [
        "101er",
        "201er",
        "1er1",
        "1er 1",
        "21er",
        "31er",
        "2th",
        "11st",
        "12nd",
        "1rd",
        "-1er",
        "1er-1",
        "1er,1",
        "1.1er",
    ],
)
def test_what_is_no_clean_ordinal_is_no_day(day: str) -> None:
    for written in (f"{day}|5|2026", f"{day} mai 2026"):
        with pytest.raises(InputError):
            _read(written)


@given(day=st.integers(0, 99), ending=st.sampled_from(["er", "st", "nd", "rd", "th", "ᵉʳ", "ᵗʰ"]))
def test_an_ordinal_is_its_own_day_or_refused(day: int, ending: str) -> None:
    try:
        read = _read(f"{day}{ending}|5|2026")
    except InputError:
        return
    assert read.day == day


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
        ("16|mois de mai|2026", "2026-05-16"),
        ("16 du mois d’août|| année 2026", "2026-08-16"),
        ("16|شهر نوفمبر|2026م", "2026-11-16"),
        ("١٦ يونيه ٢٠٢٦ م", "2026-06-16"),
        ("16|يوليه|2026", "2026-07-16"),
        ("16|ﻳﻮﻟﻴﺔ|2026", "2026-07-16"),
        ("16|نوفمبـر|2026", "2026-11-16"),
        ("السبت 16|5|2026", "2026-05-16"),
        ("jour : 16|mois : 5|année : 2026", "2026-05-16"),
        ("Sayass 21 Meɣres 2026", "2026-03-21"),
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
        ("16|سبت|2026", "date_incomplete"),
        ("16|3rd|2026", "date_digits"),
        ("mois 5|5|2026", "date_digits"),
        ("16|5|2026 هـ", "date_digits"),
        ("16م|5|2026", "date_digits"),
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


CATALOGUE, _ = decode_catalogue(json.dumps(load().document).encode())


@pytest.mark.parametrize("today", [date.min, date(1, 12, 31), date(17, 1, 1), date(1970, 1, 1), date.max])
@pytest.mark.parametrize("service", CATALOGUE.services, ids=lambda service: service.id)
def test_no_clock_of_a_device_breaks_a_form(service: Service, today: date) -> None:
    asked = [question for group in service.form.groups for question in group.questions]
    for day in (date.min, date(1990, 5, 16), date(2026, 11, 28), date.max):
        inputs = {each.id: date_parts(day.isoformat()) for each in asked if each.type is QuestionType.DATE}
        for question_id, typed in inputs.items():
            asked_now = question_in(service.form, question_id)
            assert asked_now is not None
            found = check(asked_now, typed, inputs=inputs, form=service.form, today=today)
            if found is not None:
                assert describe_field(found, Words("ar"), asked_now)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
@pytest.mark.parametrize(("today", "rule"), [(date(1, 1, 1), "today-P18Y"), (date.max, "today+P1M")])
def test_a_clock_from_which_no_rule_can_count_is_named(language: str, today: date, rule: str) -> None:
    asked = question("date", rules=[{"rule": "not_after", "value": rule}])
    typed = {"day": "16", "month": "11", "year": "2006"}
    found = check(asked, typed, inputs={asked.id: typed}, form=form(asked), today=today)
    assert found is not None
    assert found.code == "device_date"
    said = describe_field(found, Words(language), asked)
    assert Words(language).date(today.isoformat()) in said


@given(day=DAYS, language=st.sampled_from(["ar", "fr", "en", "kab"]), style=st.sampled_from(["long", "full"]))
def test_a_date_as_it_is_shown_is_read_as_itself(day: date, language: str, style: DateStyle) -> None:
    assert _read(Words(language).date(day, style)) == day


@pytest.mark.parametrize("part", ["1.5", "1-2", "2 3", "-1", "1/2", "1:2", "١٫٥"])
def test_two_numbers_in_one_part_are_never_joined(part: str) -> None:
    for name in ("day", "month"):
        with pytest.raises(InputError, match="date_digits"):
            typed_date({"day": "1", "month": "1", "year": "2026", name: part})
