"""The recovery code: what it is worth, what of its typing is forgiven, and what is found to be mistyped."""

from __future__ import annotations

import math
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.errors import MistypedCodeError
from services.vault import recovery
from services.vault.recovery import ALPHABET, CHECK_SIGNS, SIGNS, RecoveryCode, new_code, parse

CODES = st.builds(RecoveryCode, st.integers(0, 20**recovery.RANDOM_SIGNS - 1))


def test_it_holds_a_hundred_bits_and_no_word() -> None:
    assert math.log2(len(ALPHABET)) * recovery.RANDOM_SIGNS > 100
    assert not set(ALPHABET) & set("01AEIOUYLBSZ")


def test_each_is_another() -> None:
    assert len({new_code().number for _ in range(100)}) == 100


@given(CODES)
def test_it_is_written_in_groups_and_read_again(code: RecoveryCode) -> None:
    written = code.written()
    groups = written.split("-")
    assert [len(group) for group in groups] == [4] * 7
    assert set("".join(groups)) <= set(ALPHABET)
    assert parse(written) == code


@settings(max_examples=20)
@given(CODES, st.data())
def test_typing_is_forgiven(code: RecoveryCode, data: st.DataObject) -> None:
    # Spaces, hyphens, lines, small letters, digits of Arabic script, letters that look alike.
    arabic = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
    alike = str.maketrans("852", "BSZ")
    typed = "".join(
        data.draw(st.sampled_from([sign, sign.lower(), sign.translate(arabic), sign.translate(alike)]))
        + data.draw(st.sampled_from(["", " ", "-", "\n", "\u200f", " – "]))
        for sign in code.written()
    )
    assert parse(typed) == code


@given(CODES, st.integers(0, SIGNS - 1), st.sampled_from(ALPHABET))
def test_one_wrong_sign_is_always_found(code: RecoveryCode, place: int, sign: str) -> None:
    signs = code.written().replace("-", "")
    typed = signs[:place] + sign + signs[place + 1 :]
    if typed == signs:
        return
    with pytest.raises(MistypedCodeError) as caught:
        parse(typed)
    assert caught.value.reason == "check"


@given(CODES, st.integers(0, SIGNS - 1), st.integers(0, SIGNS - 1))
def test_two_exchanged_signs_are_always_found(code: RecoveryCode, one: int, other: int) -> None:
    signs = [*code.written().replace("-", "")]
    if signs[one] == signs[other]:
        return
    signs[one], signs[other] = signs[other], signs[one]
    with pytest.raises(MistypedCodeError):
        parse("".join(signs))


def test_what_passes_the_check_by_chance_is_rare() -> None:
    # One of 160,000: of eight thousand garbled ends, none or one.
    signs = RecoveryCode(12345678901234567890).written().replace("-", "")[:-CHECK_SIGNS]
    passed = 0
    for number in range(8_000):
        end = "".join(ALPHABET[number // 20**power % 20] for power in range(CHECK_SIGNS))
        try:
            parse(signs + end)
        except MistypedCodeError:
            continue
        passed += 1
    assert passed <= 1


@pytest.mark.parametrize(
    ("typed", "reason", "count"),
    [
        ("", "length", 0),
        ("2345-6789", "length", 8),
        ("2" * 29, "length", 29),
        ("2345-67O9-2222-2222-2222-2222-2222", "sign", 2),
        ("2345 6789 éC", "sign", 3),
        ("2" * 28, "check", 0),
    ],
)
def test_what_is_wrong_is_told(typed: str, reason: str, count: int) -> None:
    with pytest.raises(MistypedCodeError) as caught:
        parse(typed)
    assert (caught.value.reason, caught.value.count) == (reason, count)


def test_it_is_in_no_text() -> None:
    code = new_code()
    assert str(code.number) not in repr(code)
    assert code.written() not in repr(code)


@given(st.text(max_size=60))
def test_anything_typed_is_read_or_refused(typed: str) -> None:
    with suppress(MistypedCodeError):
        assert parse(parse(typed).written()).number >= 0
