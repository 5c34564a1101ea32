from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.errors import WrongSecretError
from services.vault import keys
from services.vault.keys import Stretching
from tests.unit.vault.conftest import CHEAP

DEVICE = bytes(range(32))
DATA_KEY = bytes(range(32, 64))


@pytest.mark.parametrize("secret", [None, "2468", "correct horse", "كلمة سر طويلة"])
def test_what_was_wrapped_unwraps(secret: str | None) -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, secret, CHEAP)
    assert keys.unwrap(wrapped, "p", DEVICE, secret) == DATA_KEY
    assert DATA_KEY not in wrapped.sealed


@pytest.mark.parametrize("wrong", [None, "", "2469", "24680", "2468 "])
def test_another_secret_does_not_unwrap(wrong: str | None) -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, "2468", CHEAP)
    with pytest.raises(WrongSecretError):
        keys.unwrap(wrapped, "p", DEVICE, wrong)


@pytest.mark.parametrize("secret", [None, "2468"])
def test_neither_another_device_nor_another_profile_unwraps(secret: str | None) -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, secret, CHEAP)
    for profile_id, device_secret in (("p", bytes(32)), ("q", DEVICE)):
        with pytest.raises(WrongSecretError):
            keys.unwrap(wrapped, profile_id, device_secret, secret)


def test_a_wrap_cannot_be_made_cheaper_or_passed_off_as_open() -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, "2468", Stretching(memory_kib=128, passes=1, lanes=1))
    for forged in (
        dataclasses.replace(wrapped, stretching=CHEAP),
        dataclasses.replace(wrapped, stretching=None),
        dataclasses.replace(wrapped, way="device"),
        dataclasses.replace(wrapped, salt=bytes(16)),
        dataclasses.replace(wrapped, sealed=wrapped.sealed[:-1] + bytes([wrapped.sealed[-1] ^ 1])),
        dataclasses.replace(wrapped, sealed=b""),
    ):
        with pytest.raises(WrongSecretError):
            keys.unwrap(forged, "p", DEVICE, "2468")


def test_each_wrap_is_its_own() -> None:
    first, second = (keys.wrap(DATA_KEY, "p", DEVICE, None, CHEAP) for _ in range(2))
    assert first.salt != second.salt
    assert first.sealed != second.sealed


@pytest.mark.parametrize(
    ("memory_kib", "passes", "lanes"),
    [
        (7, 1, 1),
        (64, 0, 1),
        (64, 1, 0),
        (2**40, 1, 1),
        (64, 10**6, 1),
        (2**20, 1, 10**6),
        (31, 1, 4),
        (2**20, 1, 4),
        (2**17, 8, 4),
    ],
)
def test_a_forged_cost_is_refused_before_it_is_paid(memory_kib: int, passes: int, lanes: int) -> None:
    with pytest.raises(ValueError, match="cost"):
        Stretching(memory_kib, passes, lanes)


def test_the_cost_is_what_the_design_says() -> None:
    assert Stretching() == Stretching(memory_kib=64 * 1024, passes=3, lanes=4)


def test_subkeys_differ_by_purpose_and_salt() -> None:
    made = {
        keys.subkey(DATA_KEY, "records/p"),
        keys.subkey(DATA_KEY, "records/q"),
        keys.subkey(DATA_KEY, "attachments/p"),
        keys.subkey(DATA_KEY, "records/p", salt=b"salt"),
        keys.subkey(DEVICE, "records/p"),
    }
    assert len(made) == 5
    assert all(len(key) == 32 for key in made)


def test_the_same_digits_in_any_script_are_the_same_pin() -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, "1234", CHEAP)
    for typed in ("١٢٣٤", "۱۲۳۴", "１２３４"):
        assert keys.unwrap(wrapped, "p", DEVICE, typed) == DATA_KEY


def test_composed_and_decomposed_letters_are_the_same_passphrase() -> None:
    wrapped = keys.wrap(DATA_KEY, "p", DEVICE, "e\u0301te\u0301", CHEAP)
    assert keys.unwrap(wrapped, "p", DEVICE, "été") == DATA_KEY


@given(st.text())
def test_normalising_twice_changes_nothing(secret: str) -> None:
    once = keys.normalised(secret)
    assert keys.normalised(once) == once
