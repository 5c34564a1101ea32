"""Does an encrypted PDF open with the empty password? (ISO 32000-2, section 7.6.4)

Agencies publish papers that anyone can read but not change: encrypted with an empty user password. They must
not be refused like those that need one.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

_PADDING = bytes.fromhex("28BF4E5E4E758A4164004E56FFFA01082E2E00B6D0683E802F0CA9FE6453697A")
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_MAX_STRING = 1024


class _Encryption(NamedTuple):
    revision: int
    owner: bytes
    user: bytes
    permissions: int
    key_bytes: int
    encrypts_metadata: bool
    first_id: bytes


def opens_without(dictionary: bytes, trailer: bytes) -> bool:
    """Whether the standard security handler of this encryption dictionary accepts an empty user password."""
    if not re.search(rb"/Filter\s*/Standard\b", dictionary):
        return False
    encryption = _read(dictionary, trailer)
    if encryption is None:
        return False
    if encryption.revision in (2, 3, 4):
        return _opens_rc4(encryption)
    if encryption.revision in (5, 6):
        return _opens_aes256(encryption)
    return False


def _read(dictionary: bytes, trailer: bytes) -> _Encryption | None:
    revision, permissions = _number(dictionary, b"R"), _number(dictionary, b"P")
    owner, user = _string(dictionary, rb"/O"), _string(dictionary, rb"/U")
    if revision is None or permissions is None or owner is None or user is None:
        return None
    lengths = [int(found) for found in re.findall(rb"/Length\s+(\d{1,4})\b", dictionary)]
    bits = max([n for n in lengths if n in range(40, 257, 8)], default=128 if revision == 4 else 40)
    return _Encryption(
        revision,
        owner,
        user,
        permissions,
        5 if revision == 2 else min(bits // 8, 16),
        not re.search(rb"/EncryptMetadata\s+false\b", dictionary),
        _string(trailer, rb"/ID\s*\[") or b"",
    )


def _number(dictionary: bytes, key: bytes) -> int | None:
    found = re.search(rb"/%s\s+(-?\d{1,10})\b" % key, dictionary)
    return int(found.group(1)) if found else None


def _string(dictionary: bytes, key: bytes) -> bytes | None:
    """The string, hexadecimal or literal, that follows `key`."""
    found = re.search(key + rb"\s*(?:<([0-9A-Fa-f\s]{0,%d})>|\()" % _MAX_STRING, dictionary)
    if found is None:
        return None
    if found.group(1) is not None:
        digits = b"".join(found.group(1).split()).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    return _literal(dictionary[found.end() : found.end() + _MAX_STRING])


def _literal(text: bytes) -> bytes | None:
    depth, position = 1, 0
    while position < len(text):
        byte = text[position : position + 1]
        if byte == b"\\":
            position += 1
        elif byte == b"(":
            depth += 1
        elif byte == b")":
            depth -= 1
            if depth == 0:
                return _ESCAPE.sub(_unescape, text[:position])
        position += 1
    return None


def _unescape(found: re.Match[bytes]) -> bytes:
    text = found.group(1)
    if text.isdigit() and text < b"8":
        return bytes([int(text, 8) & 0xFF])
    return b"" if text in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(text, text)


def _opens_rc4(encryption: _Encryption) -> bool:
    """Algorithms 2 and 4 to 6; the method that encrypts the content plays no part in them."""
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
    """Algorithm 11."""
    expected, salt = encryption.user[:32], encryption.user[32:40]
    digest = hashlib.sha256(salt).digest()
    if encryption.revision == 6:
        digest = _hardened(digest)
    return hmac.compare_digest(digest, expected)


def _hardened(key: bytes) -> bytes:
    """Algorithm 2.B for an empty password."""
    step = 0
    while True:
        cipher = Cipher(algorithms.AES(key[:16]), modes.CBC(key[16:32])).encryptor()
        block = cipher.update(key * 64) + cipher.finalize()
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
