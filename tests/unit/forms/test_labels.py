"""Telephone numbers, identifiers and accounts among the words and signs with which they are copied."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.forms import identifiers
from services.forms.dates import typed_date
from services.forms.numbers import number
from services.forms.problems import InputError
from services.forms.summary import DigitsValue, summary
from services.models.catalogue import QuestionType
from tests.unit.forms.builders import form, question

PHONE, NIN, NSS = "+213551234567", "109850123456789012", "801234567890"


@pytest.mark.parametrize(
    "typed",
    [
        "tel:0551-23-45-67;phone-context=+213",
        "TEL:551234567;phone-context=+213",
        "tel:+213-551-234-567;phone-context=+213;tsp=x",
        "tel:%2B213551234567",
        "https://wa.me/213551234567",
        "Mobile-0551 23 45 67",
        "0551·23·45·67",
        "0551_23_45_67",
        "0551،23،45،67",
        "0551 23 45 67 (Mobile)",
        "0551234567 : هاتف",
        "هـاتف 0551234567",
        "ﻫﺎﺗﻒ: 0551234567",
        "Tél0551234567",
        "Tél.+213551234567",
        "\u202d0551 23 45 67\u202c",
    ],
)
def test_a_telephone_number_is_read_among_its_words(typed: str) -> None:
    assert identifiers.phone(typed) == PHONE


@pytest.mark.parametrize(
    "typed",
    [
        "tel:0551234567;phone-context=+33",
        "tel:0551234567;phone-context=example.com",
        "tel:0551234567;ext=5",
        "0551234567 poste 12",
        "0551234567 mobile 0661234567",
        "0551234567x",
        "x0551234567",
        "0551²34567",
        "0551234567\u0336",
        "Tél 2 : 0551234567",
    ],
)
def test_more_than_one_telephone_number_is_refused(typed: str) -> None:
    with pytest.raises(InputError, match="bad_phone"):
        identifiers.phone(typed)


@pytest.mark.parametrize(
    "shape",
    [
        "({label}) {n}",
        "{label}={n}",
        "{label}{n}",
        "{label} : {n}",
        "{n} ({label})",
        "{label} n° {n}",
        "({label}){n}",
    ],
)
def test_an_identifier_is_read_with_its_label(shape: str) -> None:
    for read, label, digits in ((identifiers.nin, "NIN", NIN), (identifiers.nss, "ＮＳＳ", NSS)):
        assert read(shape.format(label=label, n=digits)) == digits


@pytest.mark.parametrize("letter", "OIlSBZ")
@pytest.mark.parametrize(
    "shape", ["{letter}{n}", "{letter} {n}", "{n}{letter}", "{n} {letter}", "({letter}) {n}"]
)
def test_a_letter_that_looks_like_a_digit_is_no_label(letter: str, shape: str) -> None:
    with pytest.raises(InputError, match="nin_digits"):
        identifiers.nin(shape.format(letter=letter, n=NIN))


@given(account=st.integers(1, 10**10 - 1))
@pytest.mark.parametrize(
    "shape",
    [
        "المفتـاح {key} الحساب {n}",
        "المِفتاح {key} {n}",
        "ﺍﻟﻤﻔﺘﺎﺡ {key} {n}",
        "{n} والمفتاح {key}",
        "clé {key[0]} {key[1]} compte {n}",
        "{n}cl{key}",
        "Clé : {key} - CCP n° {n}",
    ],
)
def test_an_account_is_read_with_its_key_first_and_with_any_label(shape: str, account: int) -> None:
    key = identifiers.ccp_key(str(account))
    assert identifiers.account(shape.format(n=f"{account:010d}", key=key)) == f"{account}/{key}"


@pytest.mark.parametrize("typed", ["0 00", "0/00", "000 clé 00", identifiers.rip("0")])
def test_no_account_is_numbered_zero(typed: str) -> None:
    with pytest.raises(InputError, match="account_length"):
        identifiers.account(typed)


@pytest.mark.parametrize(
    ("read", "typed"),
    [
        (number, "45000"),
        (identifiers.phone, "0551234567"),
        (identifiers.nin, NIN),
        (identifiers.nss, NSS),
        (identifiers.account, "1234567 68"),
        (lambda day: typed_date({"day": day, "month": "1", "year": "2026"}), "16"),
    ],
)
def test_digits_that_an_override_shows_in_another_order_are_refused(read: object, typed: str) -> None:
    assert callable(read)
    plain = read(typed)
    middle = len(typed) // 2
    for turned in (
        f"\u202e{typed}\u202c",
        f"{typed[:middle]}\u202e{typed[middle:]}",
        f"{typed[:middle]}\u202d{typed[middle:]}",
    ):
        with pytest.raises(InputError):
            read(turned)
    assert read(f"\u202d{typed}\u202c") == plain


WORDS = (
    "0 1 68 200 12 1234567 0551 23 +213 007 99999 Tél NIN= CCP clé المفتاح ( ) / ; ;phone-context= tel: ، · _ ٫ ¼ ²"
    " O دج mai 1er سبت م"
)
ALONE = ("ـ", "\u0650", " ", "\u202e", "\u202d", "\u0336", "\ud800", "\u200f", "\x00")
PIECES = st.sampled_from([*WORDS.split(), *ALONE])


@given(typed=st.lists(PIECES, max_size=9).map("".join), other=st.lists(PIECES, max_size=4).map("".join))
def test_any_mixture_is_read_as_itself_or_refused(typed: str, other: str) -> None:
    for read in (identifiers.phone, identifiers.nin, identifiers.nss, identifiers.account):
        try:
            value = read(typed)
        except InputError:
            continue
        assert read(value) == value
    for unit in (None, "dinar", "kilometre"):
        try:
            assert isinstance(number(typed, unit), int | float)
        except InputError:
            continue
    try:
        typed_date({"day": typed, "month": other, "year": "2026"})
    except InputError:
        return


@given(account=st.integers(1, 10**10 - 1), digits=st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_what_is_shown_of_an_identifier_is_read_as_it(account: int, digits: str) -> None:
    typed = {
        QuestionType.ACCOUNT: identifiers.rip(str(account)),
        QuestionType.NIN: digits,
        QuestionType.NSS: digits[:12],
        QuestionType.PHONE: f"+21355{digits[:7]}",
    }
    for type_, value in typed.items():
        asked = form(question(type_.value))
        ((_, ((_, shown),)),) = summary(asked, {"q": value}, {})
        assert isinstance(shown, DigitsValue)
        ((_, ((_, again),)),) = summary(asked, {"q": " ".join(shown.groups)}, {})
        assert again == shown
