from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n import Words
from i18n.field_problems import describe_field
from services.forms import text
from services.forms.numbers import MOST, number
from services.forms.problems import InputError
from services.forms.summary import TextValue, summary
from services.forms.validation import check
from tests.unit.forms.builders import TODAY, form, question


def _readable(raw: str) -> str:
    try:
        return text.readable(raw, "refused")
    except InputError:
        return ""


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)
NORMALISERS = [text.latin_digits, text.visible, _readable, text.compact, text.single_line, text.lines]


@pytest.mark.parametrize("normalise", NORMALISERS)
@given(raw=ANY_TEXT)
def test_normalising_twice_changes_nothing_more(normalise: Callable[[str], str], raw: str) -> None:
    once = normalise(raw)
    assert normalise(once) == once


@given(raw=ANY_TEXT)
def test_text_that_is_sent_can_be_written_as_utf8(raw: str) -> None:
    for normalise in (text.single_line, text.lines):
        sent = normalise(raw)
        sent.encode("utf-8")
        assert unicodedata.is_normalized("NFC", sent)
    assert "\n" not in text.single_line(raw)


def test_directions_marks_copied_with_a_number_are_dropped() -> None:
    assert text.compact("\u200f٠٥٥٠ ۱۲-34\u2069") == "05501234"


@given(value=st.integers(-MOST, MOST))
def test_a_whole_number_reads_as_itself_however_it_is_grouped(value: int) -> None:
    for grouped in (
        f"{value}",
        f"{value:,}",
        f"{value:,}".replace(",", "."),
        f"{value:,}".replace(",", "\u202f"),
    ):
        assert number(grouped) == value
        assert number(grouped.translate({48 + n: 0x660 + n for n in range(10)})) == value


@given(raw=st.text(max_size=12))
def test_any_text_is_a_number_or_a_typed_error(raw: str) -> None:
    try:
        value = number(raw)
    except InputError:
        return
    assert abs(value) <= MOST


@pytest.mark.parametrize(
    "raw",
    [
        "2 millions",
        "45k",
        "45 00 000",
        "1234.567",
        "3 semaines",
        "500 g",
        "nan",
        "inf",
        "1e5",
        "1_000",
        "0x10",
        "",
        "1,2,3",
        "²",
        "9" * 16,
        f"{MOST}.1",
    ],
)
def test_what_only_a_programmer_would_call_a_number_is_none(raw: str) -> None:
    with pytest.raises(InputError):
        number(raw)


@pytest.mark.parametrize(
    "unit",
    [
        "DA",
        "DZD",
        "da",
        "د.ج",
        "دج",
        "دينار",
        "dinars",
        "dinars algériens",
        "%",
        "km",
        "kilomètres",
        "كيلومتر",
        "kg",
        "ans",
        "ﺩﺝ",
        "دینار",
        "دينـار",
        "دِينَار",
        "دينارًا",
        "دجـ",
        "د. ج.",
        "دينار جزائري",
        "ＤＡ",
        "％",
        "㎞",
        "كلم",
        "ﻛﻎ",
        "سنه",
    ],
)
def test_a_number_keeps_its_value_beside_its_unit(unit: str) -> None:
    assert number(f"45 000,50 {unit}") == 45000.5
    assert number(f"\u2067{unit}\u00a045000\u2069") == 45000


MEASURES = ["kilometre", "kilogram", "percent"]


@pytest.mark.parametrize("unit", MEASURES)
@pytest.mark.parametrize("sign", [".", ",", "،"])
@given(whole=st.integers(1, 999), part=st.integers(0, 999))
def test_three_digits_behind_a_sign_are_asked_where_three_decimals_are_usual(
    unit: str, sign: str, whole: int, part: int
) -> None:
    with pytest.raises(InputError, match="not_a_number") as refused:
        number(f"{whole}{sign}{part:03d}", unit)
    assert refused.value.params == {"readings": [1000 * whole + part, float(f"{whole}.{part:03d}")]}
    assert number(f"{whole}{sign}{part:03d}", "dinar") == 1000 * whole + part


@pytest.mark.parametrize("unit", ["dinar", "year", None])
@given(whole=st.integers(1, 999), part=st.integers(0, 999))
def test_an_arabic_decimal_sign_before_three_digits_is_asked_in_an_amount(
    unit: str | None, whole: int, part: int
) -> None:
    with pytest.raises(InputError, match="not_a_number") as refused:
        number(f"{whole}٫{part:03d}", unit)
    assert refused.value.params == {"readings": [1000 * whole + part, float(f"{whole}.{part:03d}")]}
    for measure in MEASURES:
        assert number(f"{whole}٫{part:03d}", measure) == float(f"{whole}.{part:03d}")


@pytest.mark.parametrize("unit", ["dinar", "year", None])
@pytest.mark.parametrize("sign", ["", "-"])
@given(
    whole=st.integers(1, 9999), point=st.sampled_from(".,٫"), part=st.from_regex("[0-9]{4,8}", fullmatch=True)
)
def test_more_decimals_than_money_has_are_asked(
    unit: str | None, sign: str, whole: int, point: str, part: str
) -> None:
    # 45,0000 was read as 45.
    with pytest.raises(InputError, match="not_a_number") as refused:
        number(f"{sign}{whole}{point}{part}", unit)
    readings = [int(f"{sign}{whole}{part}"), float(f"{sign}{whole}.{part}")]
    assert refused.value.params == {"readings": readings}


@pytest.mark.parametrize(
    "typed", ["45ـ000", "4\u064e5", "45\u0336", "045،000", "1234٫500", "٤٥٬٠٠٠٫٥٠٠", "5 كيلو"]
)
def test_signs_among_digits_are_never_left_out(typed: str) -> None:
    with pytest.raises(InputError, match="not_a_number"):
        number(typed)


def test_full_width_is_plain() -> None:
    assert number("４５，０００") == number("４５．０００ ＤＡ") == 45000
    assert number("－５") == -5


def test_halves_of_signs_stay_out() -> None:
    assert text.single_line("a\ud800b \ud83d\ude00") == "ab 😀"
    for raw in ("x\ud800", ["\udfffx"], {"day": "\ud800", "year": "x"}, True):
        json.dumps(text.whole_input(raw), ensure_ascii=False).encode()
    asked = form(question("number"), question("place", "p"))
    rows = summary(asked, {"q": "1\ud800x", "p": {"wilaya": "\udc00a", "commune": "b"}}, {})
    assert [value for _, group in rows for _, value in group] == [TextValue("1x"), TextValue("a / b")]


def test_the_unit_that_is_typed_is_that_of_the_question() -> None:
    assert number("1 250 km", "kilometre") == 1250
    assert number("1.250,5", "kilometre") == 1250.5
    for typed, unit in (("42 DA", "kilometre"), ("45 km", "dinar"), ("3 kg", "year")):
        with pytest.raises(InputError, match="not_a_number"):
            number(typed, unit)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_what_a_number_may_be_is_said(language: str) -> None:
    asked = question("number", unit="kilometre")
    found = check(asked, "1,250", inputs={}, form=form(asked), today=TODAY)
    assert found is not None
    said = describe_field(found, Words(language), asked)
    assert "1250" in said
    assert Words(language).number(1.25) in said


@given(
    value=st.decimals(-MOST, MOST, places=4).filter(lambda value: abs(value) < 10**9),
    language=st.sampled_from(["ar", "fr", "en", "kab"]),
    unit=st.sampled_from(["dinar", "year", None, *MEASURES]),
    places=st.integers(0, 4),
)
def test_a_number_as_it_is_shown_is_read_as_itself_or_asked(
    value: Decimal, language: str, unit: str | None, places: int
) -> None:
    kept = round(value, places)
    try:
        read = number(Words(language).number(kept), unit)
    except InputError as problem:
        assert places > 2 or (unit in MEASURES and problem.params)  # noqa: PT017 - asked, or as it was
        return
    assert read == float(kept)


INVISIBLE = st.sampled_from("\u200e\u200f\u061c\u202a\u202c\u2066\u2069\ufeff\u200b\u00ad\ufe0f")


@given(value=st.integers(0, MOST), mark=INVISIBLE, place=st.integers(0, 13))
def test_a_number_with_invisible_signs_in_it_is_the_number(value: int, mark: str, place: int) -> None:
    digits = str(value)
    assert number(digits[:place] + mark + digits[place:]) == value


@given(
    groups=st.lists(st.from_regex(r"[0-9]{1,4}", fullmatch=True), min_size=2, max_size=4),
    sign=st.sampled_from(".,' "),
)
def test_groups_are_read_as_all_their_digits_or_refused(groups: list[str], sign: str) -> None:
    # Never as a part of them: 45.00.000 was 45.
    try:
        value = number(sign.join(groups))
    except InputError:
        return
    whole, decimals = int("".join(groups)), "".join(groups[:-1]) + "." + groups[-1]
    assert value == whole or (len(groups) == 2 and sign in ".," and value == float(decimals))
