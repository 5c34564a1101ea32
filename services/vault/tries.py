"""Wrong PINs and passphrases, counted, and made to wait for: five are free, then 1 minute, doubling (ASVS 5, 6.3.1).

The count is kept where the device secret is. A person who can set it back there can read that secret too, and needs no
tries any more; a copy of the profile's folder put back in its place sets nothing back. It is sealed with a key of
the device secret, so that it is neither made up nor exchanged for that of another profile. Where it is missing or
does not open, as many as are free count as used.

Waiting is measured by how long the device has been on, never by its clock, which anyone can set. What was on
before a restart and since then counts; what was off cannot be known, and does not (docs/adr/0013).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace

from services.errors import TooManyTriesError, VaultError, WrongSecretError
from services.vault.keys import sealer_for
from services.vault.keystore import DamagedSecretError, Keystore
from services.vault.rows import pack, unpack
from services.vault.sealing import InvalidTag
from services.vault.uptime import Uptime

logger = logging.getLogger(__name__)

FREE = 5
"""Wrong ones without a wait."""
FIRST_WAIT = 60.0
"""Seconds; each further wrong one doubles it."""
LONGEST_WAIT = 24 * 3600.0
"""Seconds. Reached with the 16th: from then on one try a day."""

_NOTED_AFTER = 30.0
"""Seconds of waiting that a crash or a restart may make a person wait again."""


def wait_after(wrong: int) -> float:
    """Return the seconds to wait after `wrong` wrong tries in a row."""
    if wrong < FREE:
        return 0.0
    return min(FIRST_WAIT * 2.0 ** min(wrong - FREE, 32), LONGEST_WAIT)


@dataclass(frozen=True, slots=True)
class _Count:
    wrong: int = 0
    """The wrong tries in a row, one that is being tried included."""
    wait: float = 0.0
    """Seconds left to wait when the device had been on for `at`."""
    at: float = 0.0

    def left(self, now: float) -> float:
        # After a restart all the time since then has gone by; before it, the difference has.
        gone = now - self.at if now >= self.at else now
        return max(0.0, self.wait - gone)


class Tries:
    """The count of each profile that has a lock.

    Calls block, and raise `KeystoreError`, `StorageFullError`, and `UnreadableNowError`.
    """

    def __init__(self, keystore: Keystore, uptime: Uptime) -> None:
        self._keystore = keystore
        self._uptime = uptime
        self._owed: dict[str, tuple[_Count, _Count]] = {}
        """Counts that could not be set back: what is kept, and what counts in its place until it can be written."""

    def begin(self, profile_id: str, device_secret: bytes) -> None:
        """Start from none."""
        self._keep(profile_id, device_secret, _Count())

    def forget(self, profile_id: str) -> None:
        self._keystore.delete(_name(profile_id))

    def wait(self, profile_id: str, device_secret: bytes) -> float:
        """Return the seconds until the next try is taken.

        Asked now and then while waiting, it keeps what was waited.
        """
        count, now = self._read(profile_id, device_secret), self._uptime()
        left = count.left(now)
        if count.wait and (now < count.at or left == 0.0 or count.wait - left >= _NOTED_AFTER):
            # Where it cannot be noted, a restart may take from what was waited, and never adds to it.
            with suppress(VaultError):
                self._keep(profile_id, device_secret, replace(count, wait=left, at=now))
        return left

    @contextmanager
    def one(self, profile_id: str, device_secret: bytes) -> Iterator[None]:
        """Count one try, unless the block succeeds.

        It is counted as wrong before it is evaluated: ending the app meanwhile saves no try. An error of the device
        says nothing about the secret, and puts the earlier count back. Raises `TooManyTriesError` instead of
        evaluating it while there is time to wait; that is not counted.
        """
        if left := self.wait(profile_id, device_secret):
            raise TooManyTriesError(left)
        before = self._read(profile_id, device_secret)
        wrong = before.wrong + 1
        counted = _Count(wrong, wait_after(wrong), self._uptime())
        try:
            self._keep(profile_id, device_secret, counted)
            yield
        except WrongSecretError:
            raise WrongSecretError(max(0, FREE - wrong), wait_after(wrong)) from None
        except (VaultError, OSError, MemoryError):
            # The device was in trouble. What ends the app, and a bug, count.
            self._set_back(profile_id, device_secret, counted, before)
            raise
        self._set_back(profile_id, device_secret, counted, _Count())

    def _set_back(self, profile_id: str, device_secret: bytes, kept: _Count, count: _Count) -> None:
        """Keep an earlier count.

        Where that fails the try counts for now, and the next reading sets it back.
        """
        try:
            self._keep(profile_id, device_secret, count)
        except (VaultError, OSError):
            logger.warning("A count of tries could not be set back.")
            self._owed[profile_id] = kept, count

    def _read(self, profile_id: str, device_secret: bytes) -> _Count:
        used = _Count(FREE, FIRST_WAIT, self._uptime())
        try:
            sealed = self._keystore.get(_name(profile_id)) or b""
            opened = sealer_for(device_secret, f"tries/{profile_id}").open(sealed, _context(profile_id))
        except (InvalidTag, DamagedSecretError):
            pass
        else:
            return self._settled(profile_id, device_secret, _Count(**unpack(opened)))
        # Written down, or each look at it would begin the wait again.
        self._keep(profile_id, device_secret, used)
        return used

    def _settled(self, profile_id: str, device_secret: bytes, found: _Count) -> _Count:
        """Return the count owed in place of `found`, or `found`."""
        kept, count = self._owed.pop(profile_id, (None, found))
        if kept != found:
            return found  # set back after all, or another process has counted since
        self._set_back(profile_id, device_secret, found, count)
        return count

    def _keep(self, profile_id: str, device_secret: bytes, count: _Count) -> None:
        sealer = sealer_for(device_secret, f"tries/{profile_id}")
        self._keystore.set(_name(profile_id), sealer.seal(pack(asdict(count)), _context(profile_id)))


def _name(profile_id: str) -> str:
    return f"{profile_id}.tries"


def _context(profile_id: str) -> bytes:
    return f"profile:{profile_id}|tries".encode()
