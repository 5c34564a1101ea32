from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.forms import identifiers
from services.forms.problems import InputError

ACCOUNTS = st.integers(0, 10**10 - 1)
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
    with pytest.raises(InputError, match="account_key"):
        identifiers.account(number)


@given(digits=st.from_regex(r"[0-9]{18}", fullmatch=True))
def test_a_nin_is_judged_by_its_length_only(digits: str) -> None:
    assert identifiers.nin(f"{digits[:3]} {digits[3:]}") == digits
