"""When a profile locks, kept in the profile; and what a lock may be made of."""

from __future__ import annotations

import unicodedata

from services import codec
from services.kinds import Kind
from services.models.form import FieldProblem
from services.models.locking import LockSettings
from services.vault.interface import RecordStore
from services.vault.keys import normalised

LOCKING = "locking"
"""The kind of this record; there is one, named `self`."""

LOCKING_KIND = Kind(LOCKING)
"""A kind of no archive: a lock belongs to its device."""

SHORTEST_PIN, LONGEST_PIN = 4, 12
"""Digits."""
SHORTEST_PASSPHRASE = 8
"""Characters (NIST SP 800-63B-4, 3.1.1.2)."""

_SELF = "self"
_RUNS = ("01234567890", "09876543210")


class LockSettingsRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def get(self) -> LockSettings | None:
        """Return the choice; None before one, or if its shape is unknown."""
        body = self._store.get(LOCKING, _SELF)
        try:
            return None if body is None else codec.structure(body, LockSettings)
        except codec.ShapeError:
            return None

    def keep(self, settings: LockSettings) -> None:
        with self._store.transaction() as tx:
            tx.put(LOCKING, _SELF, codec.unstructure(settings))


def pin_problem(pin: str) -> FieldProblem | None:
    """Return what keeps it from being a new PIN.

    Those that anyone tries first are none (NIST SP 800-63B-4, 3.1.1.2).
    """
    digits = normalised(pin)
    if not digits.isdecimal():
        return FieldProblem("secret", "pin_digits")
    if not SHORTEST_PIN <= len(digits) <= LONGEST_PIN:
        return FieldProblem("secret", "pin_length", params={"digits": len(digits)})
    same = len(set(digits)) == 1
    paired = len(digits) % 2 == 0 and digits == digits[:2] * (len(digits) // 2)
    if same or paired or any(digits in run for run in _RUNS):
        return FieldProblem("secret", "pin_guessable")
    return None


def passphrase_problem(passphrase: str) -> FieldProblem | None:
    """Return what keeps it from being a new passphrase.

    Anything may stand in it, spaces too.
    """
    if len(unicodedata.normalize("NFKC", passphrase)) < SHORTEST_PASSPHRASE:
        return FieldProblem("secret", "passphrase_length")
    return None
