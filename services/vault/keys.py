"""The keys of a profile.

    device secret (keystore) ─┐
    Argon2id(PIN, salt) ──────┴ HKDF → wrapping key ─ wraps → data key ─ HKDF → one key a purpose
    device secret ────────────── HKDF → card key: the profile's name, shown while it is locked
    recovery code ────────────── HKDF → recovery key ─ wraps → the same data key, without the device secret

The data key is random and never changes; changing the PIN wraps it again. A profile without a lock has a
wrapping key of the device secret alone: that secret is random, so there is nothing to stretch. HKDF is
RFC 5869 with SHA-256; Argon2id is RFC 9106 in its second recommended setting: 64 MiB, 3 passes, 4 lanes.

Keys are held in bytearrays that are wiped after use where the libraries take them (docs/adr/0012 says how far).
"""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, replace

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from services.errors import VaultError, WrongRecoveryCodeError, WrongSecretError
from services.vault.recovery import RecoveryCode
from services.vault.sealing import KEY_SIZE, InvalidTag, Sealer, wipe

SALT_SIZE = 16

OWN_WAYS = ("device", "secret")
"""Ways in that the lock of a profile decides between; a profile has one of them."""
RECOVERY = "recovery"
"""The way in by a recovery code. A profile may have one."""

# The most that a wrap may ask for: a forged or damaged file must not use up the memory or the time of a phone.
_MOST_MEMORY_KIB = 128 * 1024
_MOST_PASSES = 16
_MOST_LANES = 16
_MOST_WORK_KIB = 512 * 1024
"""Memory times passes: 2.7 times what is set today, about half a second."""


@dataclass(frozen=True, slots=True)
class Stretching:
    """Argon2id's cost."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    def __post_init__(self) -> None:
        if not (
            1 <= self.lanes <= _MOST_LANES
            and 1 <= self.passes <= _MOST_PASSES
            and 8 * self.lanes <= self.memory_kib <= _MOST_MEMORY_KIB
            and self.memory_kib * self.passes <= _MOST_WORK_KIB
        ):
            raise ValueError("a cost out of bounds")

    def stretch(self, secret: str, salt: bytes) -> bytes:
        """Stretch the secret. Raises `VaultError` without memory for it."""
        try:
            return hash_secret_raw(
                normalised(secret).encode("utf-8", "surrogatepass"),
                salt,
                time_cost=self.passes,
                memory_cost=self.memory_kib,
                parallelism=self.lanes,
                hash_len=KEY_SIZE,
                type=Type.ID,
                version=ARGON2_VERSION,
            )
        except HashingError as error:
            raise VaultError from error


@dataclass(frozen=True, slots=True)
class Wrap:
    """The data key, sealed. A profile may have several, one for each way in."""

    way: str
    """`device` without a lock, `secret` with a PIN or passphrase, `recovery` for the recovery code."""
    salt: bytes
    sealed: bytes
    stretching: Stretching | None = None


def wrap(
    data_key: bytes | bytearray,
    profile_id: str,
    device_secret: bytes,
    secret: str | None,
    stretching: Stretching,
) -> Wrap:
    """Seal the data key for `secret`, or for the device alone.

    Takes about 0.1 s with a secret.
    """
    opened_by = Wrap(
        way="device" if secret is None else "secret",
        salt=os.urandom(SALT_SIZE),
        sealed=b"",
        stretching=None if secret is None else stretching,
    )
    sealer = _secret_sealer(opened_by, profile_id, device_secret, secret)
    return replace(opened_by, sealed=sealer.seal(data_key, _wrap_context(opened_by, profile_id)))


def unwrap(wrapped: Wrap, profile_id: str, device_secret: bytes, secret: str | None) -> bytearray:
    """Return the data key, for the caller to wipe.

    Raises `WrongSecretError`, for a wrong device secret or a damaged wrap too.
    """
    if wrapped.stretching is not None and not secret:
        raise WrongSecretError
    sealer = _secret_sealer(wrapped, profile_id, device_secret, secret)
    try:
        return sealer.open_key(wrapped.sealed, _wrap_context(wrapped, profile_id))
    except InvalidTag:
        raise WrongSecretError from None


def wrap_for_recovery(data_key: bytes | bytearray, profile_id: str, code: RecoveryCode) -> Wrap:
    """Seal the data key for a recovery code.

    The device secret has no part in it: it may be what is lost.
    """
    opened_by = Wrap(RECOVERY, os.urandom(SALT_SIZE), b"")
    sealer = _recovery_sealer(opened_by, profile_id, code)
    return replace(opened_by, sealed=sealer.seal(data_key, _wrap_context(opened_by, profile_id)))


def unwrap_recovered(wrapped: Wrap, profile_id: str, code: RecoveryCode) -> bytearray:
    """Return the data key, for the caller to wipe.

    Raises `WrongRecoveryCodeError`, for a damaged wrap too.
    """
    sealer = _recovery_sealer(wrapped, profile_id, code)
    try:
        return sealer.open_key(wrapped.sealed, _wrap_context(wrapped, profile_id))
    except InvalidTag:
        raise WrongRecoveryCodeError from None


def new_key() -> bytes:
    """Return a random key: a data key or a device secret."""
    return os.urandom(KEY_SIZE)


def subkey(key: bytes | bytearray, purpose: str, *, salt: bytes | None = None) -> bytes:
    """Return a key for one purpose. Two purposes never share a key."""
    return _derivation(purpose, salt).derive(key)


def sealer_for(key: bytes | bytearray, purpose: str, *, salt: bytes | None = None) -> Sealer:
    """Make a sealer with the key for one purpose.

    The key itself is wiped.
    """
    derived = bytearray(KEY_SIZE)
    _derivation(purpose, salt).derive_into(key, derived)
    sealer = Sealer(derived)
    wipe(derived)
    return sealer


def normalised(secret: str) -> str:
    """Normalise a PIN or passphrase (NFKC); ١٢٣٤ is the same as 1234."""
    composed = unicodedata.normalize("NFKC", secret)
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in composed)


def _derivation(purpose: str, salt: bytes | None) -> HKDF:
    return HKDF(algorithm=SHA256(), length=KEY_SIZE, salt=salt, info=f"qarib/1/{purpose}".encode())


def _secret_sealer(wrapped: Wrap, profile_id: str, device_secret: bytes, secret: str | None) -> Sealer:
    # Both parts have a fixed length, so that no two pairs give the same input.
    material = bytearray(device_secret)
    if wrapped.stretching is not None and secret is not None:
        material += wrapped.stretching.stretch(secret, wrapped.salt)
    sealer = sealer_for(material, f"wrap/{wrapped.way}/{profile_id}", salt=wrapped.salt)
    wipe(material)
    return sealer


def _recovery_sealer(wrapped: Wrap, profile_id: str, code: RecoveryCode) -> Sealer:
    material = code.key_material()
    sealer = sealer_for(material, f"wrap/{RECOVERY}/{profile_id}", salt=wrapped.salt)
    wipe(material)
    return sealer


def _wrap_context(wrapped: Wrap, profile_id: str) -> bytes:
    return f"profile:{profile_id}|wrap|{wrapped.way}".encode()
