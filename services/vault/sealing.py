"""Sealing with AES-256-GCM (NIST SP 800-38D): what was sealed can be neither read nor changed unnoticed.

The nonce is random, 96 bits. SP 800-38D § 8.3 allows 2³² sealings with one key; at three saves of a draft a
second without pause, that is 22 years. Attachments have a key each.
"""

from __future__ import annotations

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_SIZE = 12
TAG_SIZE = 16
KEY_SIZE = 32
OVERHEAD = NONCE_SIZE + TAG_SIZE
"""Bytes that sealing adds."""

__all__ = ["KEY_SIZE", "NONCE_SIZE", "OVERHEAD", "TAG_SIZE", "InvalidTag", "Sealer", "wipe"]


class Sealer:
    """Seals and opens with one key. `context` says what a thing is and where it belongs; it must match."""

    __slots__ = ("_decrypt_into", "_encrypt", "decrypt")

    def __init__(self, key: bytes | bytearray) -> None:
        if len(key) != KEY_SIZE:
            raise ValueError("a key has 32 bytes")
        aead = AESGCM(key)
        self._encrypt = aead.encrypt
        self.decrypt = aead.decrypt
        """Of a nonce, what was sealed with it, and the context: for loops in which each call counts."""
        self._decrypt_into = aead.decrypt_into

    def seal(self, clear: bytes | bytearray, context: bytes) -> bytes:
        nonce = os.urandom(NONCE_SIZE)
        return nonce + self._encrypt(nonce, clear, context)

    def open(self, sealed: bytes, context: bytes) -> bytes:
        """Open sealed bytes.

        Raises `InvalidTag` if they were changed, cut, sealed with another key, or belong elsewhere.
        """
        if len(sealed) < OVERHEAD:
            raise InvalidTag
        return self.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], context)

    def open_key(self, sealed: bytes, context: bytes) -> bytearray:
        """Return the same for a key, which the caller wipes (`wipe`)."""
        if len(sealed) != OVERHEAD + KEY_SIZE:
            raise InvalidTag
        key = bytearray(KEY_SIZE)
        self._decrypt_into(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], context, key)
        return key


def wipe(*keys: bytearray) -> None:
    """Overwrite what is no more needed.

    Copies that libraries made of it are theirs to free.
    """
    for key in keys:
        key[:] = bytes(len(key))
