from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.forms import identifiers
from services.forms.problems import InputError

ACCOUNTS = st.integers(1, 10**10 - 1)
SEPARATORS = st.sampled_from(["/", " / ", " ", " clé ", " Cle: ", "-", " key ", "  مفتاح "])


@given(number=ACCOUNTS)
def test_the_key_of_a_rip_closes_the_account_modulo_97(number: int) -> None:
    rip = identifiers.rip(str(number))
    assert len(rip) == 20
    # The published rule, the other way round: account and key together are a multiple of 97.
    assert (int(rip[3:18] + "00") + int(rip[18:])) % 97 == 0
    assert 1 <= int(rip[18:]) <= 97
    assert identifiers.account(rip) == rip


@given(number=ACCOUNTS, position=st.integers(8, 19), step=st.integers(1, 9))
def test_one_wrong_digit_in_a_rip_is_noticed(number: int, position: int, step: int) -> None:
    rip = identifiers.rip(str(number))
    wrong = rip[:position] + str((int(rip[position]) + step) % 10) + rip[position + 1 :]
    with pytest.raises(InputError, match="account_key"):
        identifiers.account(wrong)


@given(number=ACCOUNTS, separator=SEPARATORS)
def test_a_ccp_reads_the_same_however_its_key_is_set_apart(number: int, separator: str) -> None:
    key = identifiers.ccp_key(str(number))
    assert identifiers.account(f"{number}{separator}{key}") == f"{number}/{key}"
    assert identifiers.account(f"{number:010d}{separator}{key}") == f"{number}/{key}"


@given(raw=st.text(max_size=25))
@pytest.mark.parametrize("read", [identifiers.nin, identifiers.nss, identifiers.account, identifiers.phone])
def test_any_text_gives_a_value_that_reads_as_itself_or_a_typed_error(read: object, raw: str) -> None:
    assert callable(read)
    try:
        value = read(raw)
    except InputError:
        return
    assert read(value) == value


def test_a_key_is_never_guessed_from_a_run_of_digits() -> None:
    number = "123456768"  # 1234567 with its key 68, run together
    with pytest.raises(InputError, match="account_key_missing"):
        identifiers.account(number)


@given(number=st.integers(100, 10**10 - 1), label=st.sampled_from(["", "CCP ", "رقم الحساب: "]))
def test_a_key_that_is_missing_or_cut_is_said_to_be(number: int, label: str) -> None:
    ccp, rip = f"{number}/{identifiers.ccp_key(str(number))}", identifiers.rip(str(number))
    for typed, code in (
        (str(number), "missing"),
        (f"{number} clé", "missing"),
        (rip[:-2], "missing"),
        (ccp[:-1], "digits"),
        (f"{ccp}0", "digits"),
        (rip[:-1], "digits"),
    ):
        with pytest.raises(InputError, match=f"account_key_{code}"):
            identifiers.account(label + typed)


FORMS = st.sampled_from(
    ["{n}/{ck}", "CCP {n} clé {ck}", "{r}", "RIP : {r}", "RIP 007 99999 {n:010d} clé {rk}"]
)


def _written(shape: str, number: int) -> str:
    key, rip = identifiers.ccp_key(str(number)), identifiers.rip(str(number))
    return shape.format(n=number, ck=key, r=rip, rk=rip[-2:])


@given(
    number=st.integers(10**6, 10**10 - 1),
    shapes=st.tuples(FORMS, FORMS),
    between=st.sampled_from([" ", " / ", ", "]),
)
def test_an_account_written_twice_is_that_account(number: int, shapes: tuple[str, str], between: str) -> None:
    first, second = (_written(shape, number) for shape in shapes)
    assert identifiers.account(first + between + second) == identifiers.account(first)


@given(
    numbers=st.lists(st.integers(10**6, 10**10 - 1), min_size=2, max_size=2, unique=True),
    shapes=st.tuples(FORMS, FORMS),
)
def test_two_accounts_in_one_field_are_refused(numbers: list[int], shapes: tuple[str, str]) -> None:
    first, second = (_written(shape, number) for shape, number in zip(shapes, numbers, strict=True))
    with pytest.raises(InputError, match="account_two"):
        identifiers.account(f"{first} {second}")


@given(digits=st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_a_nin_is_judged_by_its_length_only(digits: str) -> None:
    assert identifiers.nin(f"{digits[:3]} {digits[3:]}") == digits


@given(
    number=ACCOUNTS, key_word=st.sampled_from(["clé", "cle\u0301", "clef", "CLÉ :", "key", "المفتاح", "/"])
)
def test_an_account_reads_the_same_with_its_labels(number: int, key_word: str) -> None:
    key = identifiers.ccp_key(str(number))
    for label in ("CCP", "CCP N°", "Compte CCP :", "رقم الحساب"):
        assert identifiers.account(f"{label} {number} {key_word} {key}") == f"{number}/{key}"
    rip = identifiers.rip(str(number))
    assert identifiers.account(f"RIP {rip[:3]} {rip[3:8]} {rip[8:18]} {key_word} {rip[18:]}") == rip


@given(number=ACCOUNTS, letter=st.sampled_from("OoIlBSZ"), place=st.integers(1, 9))
def test_a_letter_among_the_digits_is_never_left_out(number: int, letter: str, place: int) -> None:
    digits = f"{number:010d}"
    with pytest.raises(InputError):
        identifiers.account(f"{digits[:place]}{letter}{digits[place:]} {identifiers.ccp_key(digits)}")
    with pytest.raises(InputError):
        identifiers.phone(f"05{letter}0123456")


SPACES = st.sampled_from(" \u00a0\u202f\u2009\u2007\t\u200e\u200f\ufeff\u2060-.")


@given(
    spaces=st.lists(SPACES, min_size=4, max_size=4), label=st.sampled_from(["", "Tél : ", "Tel. ", "هاتف: "])
)
def test_a_telephone_number_reads_the_same_with_any_spaces(spaces: list[str], label: str) -> None:
    parts = ["0551", "23", "45", "67"]
    typed = "".join(part + space for part, space in zip(parts, spaces, strict=True))
    assert identifiers.phone(label + typed) == "+213551234567"
