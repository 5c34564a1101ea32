"""The age format, version 1, with a passphrase (https://age-encryption.org/v1): what any `age` program opens.

The key is stretched with scrypt; the content is STREAM with ChaCha20-Poly1305 in chunks of 64 KiB, so that neither
writing nor reading needs memory for more than one.
"""

from __future__ import annotations

import base64
import binascii
import io
import os
import re
import unicodedata
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from services.chunked import ChunkedReader
from services.errors import ArchiveError

WORK: Final = 17
"""scrypt's N as a power of two, with r = 8 and p = 1: 128 MiB (OWASP Password Storage Cheat Sheet)."""
CHUNK: Final = 64 * 1024

_MOST_WORK = 18
"""What `age` itself writes; more would let a forged file use up the memory of a phone."""
_INTRO = b"age-encryption.org/v1\n"
_FILE_KEY_SIZE, _SALT_SIZE, _NONCE_SIZE, _TAG_SIZE = 16, 16, 16, 16
_SEALED_CHUNK = CHUNK + _TAG_SIZE
_HEADER = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt ([A-Za-z0-9+/]{22}) ([1-9][0-9]?)\n([A-Za-z0-9+/]{43})\n"
    rb"---( ([A-Za-z0-9+/]{43})\n)"
)
"""A passphrase is the only recipient of a file that has one (section "The scrypt recipient type")."""
_LONGEST_HEADER = 256


class AgeWriter(io.RawIOBase):
    """Encryption into `target`, which stays open. `close` writes the last chunk: without it the file does not open."""

    def __init__(self, target: BinaryIO, passphrase: str, *, work: int = WORK) -> None:
        super().__init__()
        file_key, salt, nonce = (os.urandom(size) for size in (_FILE_KEY_SIZE, _SALT_SIZE, _NONCE_SIZE))
        wrapped = ChaCha20Poly1305(_stretched(passphrase, salt, work)).encrypt(bytes(12), file_key, None)
        header = b"%b-> scrypt %b %d\n%b\n---" % (_INTRO, _text(salt), work, _text(wrapped))
        target.write(b"%b %b\n%b" % (header, _text(_mac(file_key, header).finalize()), nonce))
        self._target = target
        self._cipher = _payload_cipher(file_key, nonce)
        self._waiting = bytearray()
        self._chunks = 0

    def writable(self) -> bool:
        return True

    def write(self, data: Any, /) -> int:
        view = memoryview(data).cast("B")
        size = len(view)
        # One chunk is always held back: only at the end is it known whether it is the last.
        while len(self._waiting) + len(view) > CHUNK:
            room = CHUNK - len(self._waiting)
            self._waiting += view[:room]
            view = view[room:]
            self._seal(last=False)
        self._waiting += view
        return size

    def finish(self) -> None:
        """Write the end. Nothing can be written after it."""
        self._seal(last=True)
        self.close()

    def _seal(self, *, last: bool) -> None:
        self._target.write(self._cipher.encrypt(_nonce(self._chunks, last), bytes(self._waiting), None))
        self._chunks += 1
        self._waiting.clear()


class AgeReader(ChunkedReader):
    """A reader of an encrypted file from any position. `source` has to be seekable, and stays open.

    Raises `ArchiveError`: `not_an_archive`, `wrong_passphrase`, and here or while reading `damaged`.
    """

    def __init__(self, source: BinaryIO, passphrase: str) -> None:
        super().__init__()
        source.seek(0)
        found = _HEADER.match(source.read(_LONGEST_HEADER))
        if found is None:
            raise ArchiveError("not_an_archive")
        salt, work, wrapped, mac = found[1], int(found[2]), found[3], found[5]
        if work > _MOST_WORK:
            raise ArchiveError("not_an_archive")
        file_key = _unwrapped(passphrase, _bytes(salt), work, _bytes(wrapped))
        try:
            _mac(file_key, found[0][: found.start(4)]).verify(_bytes(mac))
        except InvalidSignature:
            raise ArchiveError("damaged") from None
        source.seek(found.end())
        self._cipher = _payload_cipher(file_key, _exactly(source, _NONCE_SIZE))
        self._source = source
        self._start = found.end() + _NONCE_SIZE
        sealed = source.seek(0, os.SEEK_END) - self._start
        if sealed < _TAG_SIZE:
            raise ArchiveError("damaged")
        self.begin(sealed, CHUNK, _TAG_SIZE)

    def opened(self, number: int, last: bool) -> bytes:
        self._source.seek(self._start + number * _SEALED_CHUNK)
        try:
            return self._cipher.decrypt(_nonce(number, last), self._source.read(_SEALED_CHUNK), None)
        except InvalidTag:
            raise ArchiveError("damaged") from None


def _stretched(passphrase: str, salt: bytes, work: int) -> bytes:
    # One passphrase however its characters are encoded; what is typed into `age` is composed already.
    composed = unicodedata.normalize("NFC", passphrase).encode("utf-8", "surrogatepass")
    return Scrypt(salt=b"age-encryption.org/v1/scrypt" + salt, length=32, n=2**work, r=8, p=1).derive(
        composed
    )


def _unwrapped(passphrase: str, salt: bytes, work: int, wrapped: bytes) -> bytes:
    try:
        return ChaCha20Poly1305(_stretched(passphrase, salt, work)).decrypt(bytes(12), wrapped, None)
    except InvalidTag:
        raise ArchiveError("wrong_passphrase") from None


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key))


def _mac(file_key: bytes, header: bytes) -> HMAC:
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"header").derive(file_key)
    mac = HMAC(key, SHA256())
    mac.update(header)
    return mac


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise ArchiveError("damaged")
    return data


def _text(raw: bytes) -> bytes:
    return base64.b64encode(raw).rstrip(b"=")


def _bytes(text: bytes) -> bytes:
    try:
        return base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except binascii.Error:
        raise ArchiveError("not_an_archive") from None
