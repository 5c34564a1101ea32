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
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


class SealedReader(io.RawIOBase):
    """Reads a sealed file from any position, one chunk in memory at a time."""

    def __init__(self, file: io.FileIO, key: bytes, attachment_id: str, context: str) -> None:
        super().__init__()
        self._file = file
        self._id = attachment_id
        header = file.read(_HEADER_SIZE) or b""
        sealed = os.fstat(file.fileno()).st_size - _HEADER_SIZE
        if len(header) < _HEADER_SIZE or not header.startswith(MAGIC) or sealed < TAG_SIZE:
            raise DamagedRecordError(ATTACHMENT, attachment_id)
        self._stream = Stream.of(header, key, context)
        self._count = -(-sealed // _SEALED_CHUNK)
        self._size = sealed - self._count * TAG_SIZE
        self._position = 0
        self._number = -1
        self._chunk = b""
        # The last chunk alone carries the mark of the end: opening it shows at once that nothing was cut off.
        self._load(self._count - 1)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("a position before the start")
        self._position = start + offset
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        target = memoryview(buffer).cast("B")
        filled = 0
        while filled < len(target) and self._position < self._size:
            number, within = divmod(self._position, CHUNK)
            self._load(number)
            piece = memoryview(self._chunk)[within : within + len(target) - filled]
            target[filled : filled + len(piece)] = piece
            filled += len(piece)
            self._position += len(piece)
        return filled

    def close(self) -> None:
        self._file.close()
        self._chunk = b""
        super().close()

    def _load(self, number: int) -> None:
        if number == self._number:
            return
        with durable.disk_errors():
            self._file.seek(_HEADER_SIZE + number * _SEALED_CHUNK)
            sealed = self._file.read(_SEALED_CHUNK) or b""
        nonce = self._stream.nonce(number, number == self._count - 1)
        try:
            self._chunk = self._stream.aead.decrypt(nonce, sealed, self._stream.header)
        except InvalidTag:
            raise DamagedRecordError(ATTACHMENT, self._id) from None
        self._number = number
