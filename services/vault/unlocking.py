"""The way from what a person types to the data key of their profile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.errors import DamagedRecordError, KeystoreError, StorageFullError, WrongSecretError
from services.vault import keys
from services.vault.ballast import Ballast
from services.vault.profilefile import PROFILE, ProfileFile
from services.vault.sealing import wipe
from services.vault.tries import Tries


def unlock(
    folder: Path, file: ProfileFile, device_secret: bytes, secret: str | None, tries: Tries
) -> bytearray:
    """Return the data key, for the caller to wipe.

    On a full disk a try is counted in the room kept back.
    """
    try:
        return _unlock(file, folder.name, device_secret, secret, tries)
    except StorageFullError:
        Ballast(folder).give()
        return _unlock(file, folder.name, device_secret, secret, tries)


def _unlock(
    file: ProfileFile, profile_id: str, device_secret: bytes, secret: str | None, tries: Tries
) -> bytearray:
    """Unlock with one try. Raises `StorageFullError`.

    What cannot be a try is none: nothing typed, a device secret with which no PIN would help.
    """
    own = file.wrap_of(*keys.OWN_WAYS)
    if own is None:
        raise DamagedRecordError(PROFILE, profile_id)
    if file.open_card(profile_id, device_secret) is None:
        # Nor is a PIN looked at then: with a card that somebody damaged, tries would go uncounted.
        raise KeystoreError
    if own.stretching is None:
        try:
            return keys.unwrap(own, profile_id, device_secret, None)
        except WrongSecretError:
            raise DamagedRecordError(PROFILE, profile_id) from None
    if not secret:
        raise WrongSecretError
    with tries.one(profile_id, device_secret):
        return keys.unwrap(own, profile_id, device_secret, secret)


@contextmanager
def wiped(key: bytearray) -> Iterator[bytearray]:
    """Wipe the key at the end of the block."""
    try:
        yield key
    finally:
        wipe(key)
