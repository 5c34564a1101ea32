"""The layout of a sealed attachment, and how it is read.

    header   "QRBA" | format, 1 byte | salt, 16 bytes | nonce prefix, 7 bytes
    chunks   256 KiB each, the last 0 to 256 KiB, each followed by its tag of 16 bytes
    nonce    prefix | number of the chunk, 4 bytes, big-endian | 1 for the last chunk, else 0

STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption", CRYPTO 2015) with AES-256-GCM, as
Tink's streaming AEAD has it. The key is the file's own, by HKDF from the profile's key, the salt and the id; the header
is associated data of every chunk. A chunk that was changed, moved, left out, added or taken from another file does
not open.
"""

from __future__ import annotations

import io
import os
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.chunked import ChunkedReader
from services.errors import DamagedRecordError
from services.vault import durable
from services.vault.keys import SALT_SIZE, subkey
from services.vault.sealing import TAG_SIZE

CHUNK: Final = 256 * 1024
"""Bytes of content in a chunk."""
ATTACHMENT = "attachment"
"""The kind that a `DamagedRecordError` names for a file."""
MAGIC: Final = b"QRBA\x01"
PREFIX_SIZE: Final = 7
_HEADER_SIZE: Final = len(MAGIC) + SALT_SIZE + PREFIX_SIZE
_SEALED_CHUNK: Final = CHUNK + TAG_SIZE


@dataclass(frozen=True, slots=True)
class Stream:
    """The cipher of one file."""

    header: bytes
    aead: AESGCM

    @classmethod
    def of(cls, header: bytes, key: bytes, attachment_id: str) -> Stream:
        salt = header[len(MAGIC) : len(MAGIC) + SALT_SIZE]
        return cls(header, AESGCM(subkey(key, f"attachment/{attachment_id}", salt=salt)))

    def nonce(self, number: int, last: bool) -> bytes:
        return self.header[-PREFIX_SIZE:] + number.to_bytes(4, "big") + bytes([last])


class SealedReader(ChunkedReader):
    """A reader of a sealed file from any position, one chunk in memory at a time."""

    def __init__(self, file: io.FileIO, key: bytes, attachment_id: str, context: str) -> None:
        super().__init__()
        self._file = file
        self._id = attachment_id
        header = file.read(_HEADER_SIZE) or b""
        sealed = os.fstat(file.fileno()).st_size - _HEADER_SIZE
        if len(header) < _HEADER_SIZE or not header.startswith(MAGIC) or sealed < TAG_SIZE:
            raise DamagedRecordError(ATTACHMENT, attachment_id)
        self._stream = Stream.of(header, key, context)
        self.begin(sealed, CHUNK, TAG_SIZE)

    def close(self) -> None:
        self._file.close()
        super().close()

    def opened(self, number: int, last: bool) -> bytes:
        with durable.disk_errors():
            self._file.seek(_HEADER_SIZE + number * _SEALED_CHUNK)
            sealed = self._file.read(_SEALED_CHUNK) or b""
        try:
            return self._stream.aead.decrypt(self._stream.nonce(number, last), sealed, self._stream.header)
        except InvalidTag:
            raise DamagedRecordError(ATTACHMENT, self._id) from None
