"""The check that an encrypted PDF opens with the empty password (ISO 32000-2, section 7.6.4).

Agencies publish papers that anyone can read but not change: encrypted with an empty user password. They must
not be refused like those that need one.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from services.documents.pdf_values import Dictionary

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ENTRY = 48
"""Bytes of an entry of AES-256: the digest, and two salts."""


class _Encryption(NamedTuple):
    revision: int
    owner: bytes
    user: bytes
    permissions: int
    key_bytes: int
    encrypts_metadata: bool
    first_id: bytes


def opens_without(dictionary: Dictionary, first_id: bytes) -> bool:
    """True if an empty password opens the document.

    Only the standard security handler is known.
    """
    encryption = _read(dictionary, first_id) if dictionary.get(b"Filter") == b"Standard" else None
    if encryption is None:
        return False
    if encryption.revision in (2, 3, 4):
        return _opens_rc4(encryption)
    if encryption.revision in (5, 6):
        return _opens_aes256(encryption)
    return False


def _read(dictionary: Dictionary, first_id: bytes) -> _Encryption | None:
    revision, permissions = dictionary.get(b"R"), dictionary.get(b"P")
    owner, user, bits = dictionary.get(b"O"), dictionary.get(b"U"), dictionary.get(b"Length")
    if not isinstance(revision, int) or not isinstance(permissions, int):
        return None
    if not isinstance(owner, bytes) or not isinstance(user, bytes):
        return None
    if not isinstance(bits, int) or bits not in range(40, 129, 8):
        bits = 40
    return _Encryption(
        revision,
        owner,
        user,
        permissions,
        # Readers know no other length with crypt filters and ignore the one given.
        {2: 5, 4: 16}.get(revision, bits // 8),
        dictionary.get(b"EncryptMetadata") is not False,
        first_id,
    )


def _opens_rc4(encryption: _Encryption) -> bool:
    """Try the empty password by algorithms 2 and 4 to 6.

    The method that encrypts the content plays no part in them.
    """
    seed = _PADDING + encryption.owner[:32] + (encryption.permissions & 0xFFFFFFFF).to_bytes(4, "little")
    seed += encryption.first_id
    if encryption.revision == 4 and not encryption.encrypts_metadata:
        seed += b"\xff\xff\xff\xff"
    key = _md5(seed)
    if encryption.revision == 2:
        return hmac.compare_digest(_rc4(key[:5], _PADDING), encryption.user[:32])
    for _ in range(50):
        key = _md5(key[: encryption.key_bytes])
    key = key[: encryption.key_bytes]
    check = _rc4(key, _md5(_PADDING + encryption.first_id))
    for step in range(1, 20):
        check = _rc4(bytes(byte ^ step for byte in key), check)
    return hmac.compare_digest(check, encryption.user[:16])


def _opens_aes256(encryption: _Encryption) -> bool:
    """Try the empty password by algorithms 11 and 12.

    Readers open with the empty password of the owner, too.
    """
    user, owner = encryption.user[:_ENTRY], encryption.owner[:_ENTRY]
    return _is_empty(user, b"", encryption.revision) or _is_empty(owner, user, encryption.revision)


def _is_empty(entry: bytes, user: bytes, revision: int) -> bool:
    """True if `entry` was made of the empty password.

    It is a digest, then the salt that went into it.
    """
    digest = hashlib.sha256(entry[32:40] + user).digest()
    if revision == 6:
        digest = _hardened(digest, user)
    return hmac.compare_digest(digest, entry[:32])


def _hardened(key: bytes, user: bytes) -> bytes:
    """Hash by algorithm 2.B for an empty password.

    For the owner's password, `user` goes in as well.
    """
    step = 0
    while True:
        cipher = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        block = cipher.update((key + user) * 64) + cipher.finalize()
        # The first 16 bytes as a number, modulo 3, is the sum of the bytes modulo 3, since 256 is 1 modulo 3.
        key = (hashlib.sha256, hashlib.sha384, hashlib.sha512)[sum(block[:16]) % 3](block).digest()
        step += 1
        if step >= 64 and block[-1] <= step - 32:
            return key[:32]


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()  # the format's choice


def _rc4(key: bytes, data: bytes) -> bytes:
    box = list(range(256))
    j = 0
    for i in range(256):
        j = (j + box[i] + key[i % len(key)]) & 0xFF
        box[i], box[j] = box[j], box[i]
    out = bytearray()
    i = j = 0
    for byte in data:
        i = (i + 1) & 0xFF
        j = (j + box[i]) & 0xFF
        box[i], box[j] = box[j], box[i]
        out.append(byte ^ box[(box[i] + box[j]) & 0xFF])
    return bytes(out)
