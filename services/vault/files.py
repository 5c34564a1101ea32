"""Attachments on disk: a stream of authenticated chunks, so that no file is ever whole in memory.

The layout is STREAM (Hoang, Reyhanitabar, Rogaway, Vizár: "Online Authenticated-Encryption", CRYPTO 2015)
with AES-256-GCM, as Tink's streaming AEAD has it:

    header   "QRBA" | format, 1 byte | salt, 16 bytes | nonce prefix, 7 bytes
    chunks   256 KiB each, the last 0 to 256 KiB, each followed by its tag of 16 bytes
    nonce    prefix | number of the chunk, 4 bytes, big-endian | 1 for the last chunk, else 0

The key is the file's own, by HKDF from the profile's key, the salt and the id; the header is associated data
of every chunk. A chunk that was changed, moved, left out, added or taken from another file does not open.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from services.errors import DamagedRecordError
from services.vault import durable
from services.vault.interface import Stored
from services.vault.keys import SALT_SIZE, subkey
from services.vault.sealing import TAG_SIZE

CHUNK: Final = 256 * 1024
"""Bytes of content in a chunk."""
ATTACHMENT = "attachment"
"""The kind that a `DamagedRecordError` names for a file."""

_MAGIC: Final = b"QRBA\x01"
_PREFIX_SIZE: Final = 7
_HEADER_SIZE: Final = len(_MAGIC) + SALT_SIZE + _PREFIX_SIZE
_SEALED_CHUNK: Final = CHUNK + TAG_SIZE
_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def checked_id(attachment_id: str) -> str:
    """An id, as it may stand in the name of a file. Raises `ValueError`."""
    if not _ID.fullmatch(attachment_id):
        raise ValueError("not an id for an attachment")
    return attachment_id


@dataclass(frozen=True, slots=True)
class _Stream:
    """The cipher of one file."""

    header: bytes
    aead: AESGCM

    @classmethod
    def of(cls, header: bytes, key: bytes, attachment_id: str) -> _Stream:
        salt = header[len(_MAGIC) : len(_MAGIC) + SALT_SIZE]
        return cls(header, AESGCM(subkey(key, f"attachment/{attachment_id}", salt=salt)))

    def nonce(self, number: int, last: bool) -> bytes:
        return self.header[-_PREFIX_SIZE:] + number.to_bytes(4, "big") + bytes([last])


class SealedAttachments:
    """The attachments of one profile. Files are named by id alone; the id says nothing about the person."""

    def __init__(self, folder: Path, profile_id: str, key: bytes) -> None:
        self._folder = folder
        self._profile_id = profile_id
        self._key = key
        with durable.disk_errors():
            durable.make_folder(folder)

    def put(self, attachment_id: str, chunks: Iterable[bytes]) -> Stored:
        with self.writer(attachment_id) as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.commit()

    def writer(self, attachment_id: str) -> SealedWriter:
        return SealedWriter(self._path(attachment_id), self._key, self._context(attachment_id))

    def open(self, attachment_id: str) -> BinaryIO:
        with durable.disk_errors():
            file = self._path(attachment_id).open("rb", buffering=0)
        try:
            return io.BufferedReader(
                _SealedReader(file, self._key, attachment_id, self._context(attachment_id))
            )
        except BaseException:
            file.close()
            raise

    def exists(self, attachment_id: str) -> bool:
        return self._path(attachment_id).is_file()

    def delete(self, attachment_id: str) -> bool:
        return durable.remove(self._path(attachment_id))

    def sweep(self, known: Callable[[], Collection[str]]) -> list[str]:
        with durable.disk_errors():
            names = [path.name for path in self._folder.iterdir()]
            kept = set(known()) if names else set()
            swept = [name for name in names if name not in kept]
            for name in swept:
                (self._folder / name).unlink()
            if swept:
                durable.sync_folder(self._folder)
        return sorted(name for name in swept if not name.endswith(durable.PART_SUFFIX))

    def _path(self, attachment_id: str) -> Path:
        return self._folder / checked_id(attachment_id)

    def _context(self, attachment_id: str) -> str:
        return f"{self._profile_id}/{attachment_id}"


class SealedWriter:
    """An `AttachmentWriter`: seals into a file beside the final one; `commit` puts it in its place."""

    def __init__(self, path: Path, key: bytes, context: str) -> None:
        self._final = path
        self._part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{durable.PART_SUFFIX}")
        self._stream = _Stream.of(_MAGIC + os.urandom(SALT_SIZE + _PREFIX_SIZE), key, context)
        self._waiting = bytearray()
        self._chunks = 0
        self._size = 0
        self._digest = hashlib.sha256()
        with durable.disk_errors():
            self._file: io.FileIO | None = io.FileIO(durable.create(self._part), "wb")

    def write(self, data: bytes) -> None:
        self._digest.update(data)
        self._size += len(data)
        view = memoryview(data)
        # One chunk is always held back: only at the end is it known whether it is the last.
        while len(self._waiting) + len(view) > CHUNK:
            room = CHUNK - len(self._waiting)
            self._waiting += view[:room]
            view = view[room:]
            self._seal(last=False)
        self._waiting += view

    def commit(self) -> Stored:
        self._seal(last=True)
        with durable.disk_errors():
            file = self._descriptor()
            durable.sync(file.fileno())
            file.close()
            self._part.replace(self._final)
            self._file = None
            durable.sync_folder(self._final.parent)
        return Stored(self._size, self._digest.hexdigest())

    def abort(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            durable.discard(self._part)

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(self, *_: object) -> None:
        self.abort()

    def _seal(self, *, last: bool) -> None:
        stream = self._stream
        nonce = stream.nonce(self._chunks, last)
        if self._chunks == 0:
            self._emit(stream.header)
        self._emit(stream.aead.encrypt(nonce, self._waiting, stream.header))
        self._chunks += 1
        self._waiting.clear()

    def _emit(self, sealed: bytes) -> None:
        file = self._descriptor()
        view = memoryview(sealed)
        with durable.disk_errors():
            # An unbuffered write may be short, on a disk that is filling up above all.
            while view:
                view = view[file.write(view) :]

    def _descriptor(self) -> io.FileIO:
        if self._file is None:
            raise ValueError("the attachment was committed or aborted")
        return self._file


class _SealedReader(io.RawIOBase):
    """Reads a sealed file from any position, one chunk in memory at a time."""

    def __init__(self, file: io.FileIO, key: bytes, attachment_id: str, context: str) -> None:
        super().__init__()
        self._file = file
        self._id = attachment_id
        header = file.read(_HEADER_SIZE) or b""
        sealed = os.fstat(file.fileno()).st_size - _HEADER_SIZE
        if len(header) < _HEADER_SIZE or not header.startswith(_MAGIC) or sealed < TAG_SIZE:
            raise DamagedRecordError(ATTACHMENT, attachment_id)
        self._stream = _Stream.of(header, key, context)
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
