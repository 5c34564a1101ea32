"""What a lock may be made of, and when a profile locks, as kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.locking import LOCKING, passphrase_problem, pin_problem
from services.models.locking import LOCK_AFTER, USUAL_MINUTES, LockSettings
from services.registry import KINDS
from services.single_record import SingleRecord
from tests.memory_store import InMemoryRecordStore


@pytest.mark.parametrize("pin", ["2468", "٢٤٦٨", "904517", "190662", "120012001200"])
def test_a_pin(pin: str) -> None:
    assert pin_problem(pin) is None


@pytest.mark.parametrize(
    ("pin", "code"),
    [
        ("", "pin_digits"),
        ("24 68", "pin_digits"),
        ("24a8", "pin_digits"),
        ("246", "pin_length"),
        ("2468135790246", "pin_length"),
        ("0000", "pin_guessable"),
        ("1234", "pin_guessable"),
        ("٤٣٢١", "pin_guessable"),
        ("567890", "pin_guessable"),
        ("1212", "pin_guessable"),
    ],
)
def test_no_pin(pin: str, code: str) -> None:
    problem = pin_problem(pin)
    assert problem is not None
    assert problem.code == code


@given(st.text())
def test_a_passphrase_is_anything_that_is_long_enough(text: str) -> None:
    problem = passphrase_problem(text)
    if len(text) < 3:
        assert problem is not None
    elif text.isascii():
        assert (problem is None) == (len(text) >= 8)


def test_settings_are_kept() -> None:
    repository = SingleRecord(InMemoryRecordStore(KINDS), LOCKING, LockSettings)
    assert repository.get() is None
    for settings in (LockSettings(), LockSettings(None, True), LockSettings(30, False, True)):
        repository.keep(settings)
        assert repository.get() == settings


def test_what_is_of_no_known_shape_counts_as_never_chosen() -> None:
    store = InMemoryRecordStore(KINDS)
    with store.transaction() as tx:
        tx.put(LOCKING, "self", {"after_minutes": "soon"})
    assert SingleRecord(store, LOCKING, LockSettings).get() is None


def test_the_usual_time_is_one_on_offer() -> None:
    assert USUAL_MINUTES in LOCK_AFTER
