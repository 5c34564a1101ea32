"""Attachments on disk, in a folder of the profile; the layout of a file is `stream`'s."""

from __future__ import annotations

import hashlib
import io
import os
import re
import secrets
import threading
from collections.abc import Callable, Collection, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from services.errors import StorageFullError
from services.vault import durable
from services.vault.interface import Stored
from services.vault.keys import SALT_SIZE
from services.vault.stream import CHUNK, MAGIC, PREFIX_SIZE, SealedReader, Stream
from services.vault.swept import SWEPT, SweptFiles

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")


def checked_id(attachment_id: str) -> str:
    """An id, as it may stand in the name of a file. Raises `ValueError`."""
    if not _ID.fullmatch(attachment_id):
        raise ValueError("not an id for an attachment")
    return attachment_id


class SealedAttachments:
    """The attachments of one profile. Files are named by id alone; the id says nothing about the person.

    The folder is made with the first: where it cannot be, records open all the same.
    """

    def __init__(
        self,
        folder: Path,
        profile_id: str,
        key: bytes,
        *,
        may_take: Callable[[], bool] = lambda: True,
        on_kept: Callable[[], None] = lambda: None,
    ) -> None:
        """`may_take` is false while the room that is left is for records; `on_kept` is called after each file."""
        self._may_take = may_take
        self._on_kept = on_kept
        self._folder = folder
        self._swept = SweptFiles(folder.with_name(SWEPT))
        self._profile_id = profile_id
        self._key = key
        self._begun: set[str] = set()
        """What was written since opening."""
        self._sweeping = threading.Lock()

    def put(self, attachment_id: str, chunks: Iterable[bytes]) -> Stored:
        with self.writer(attachment_id) as writer:
            for chunk in chunks:
                writer.write(chunk)
            return writer.commit()

    def writer(self, attachment_id: str) -> SealedWriter:
        checked_id(attachment_id)
        if not self._may_take():
            raise StorageFullError
        with durable.disk_errors():
            durable.make_folder(self._folder)
        with self._sweeping:
            self._begun.add(attachment_id)
        return SealedWriter(self._path(attachment_id), self._key, self._context(attachment_id), self._on_kept)

    def open(self, attachment_id: str) -> BinaryIO:
        path = self._path(attachment_id)
        with durable.disk_errors():
            if not path.exists():
                # A record names it after all.
                self._swept.give_back(attachment_id, path)
            file = path.open("rb", buffering=0)
        with ExitStack() as undo:
            undo.callback(file.close)
            reader = SealedReader(file, self._key, attachment_id, self._context(attachment_id))
            undo.pop_all()
        return io.BufferedReader(reader)

    def exists(self, attachment_id: str) -> bool:
        return self._path(attachment_id).is_file()

    def delete(self, attachment_id: str) -> bool:
        return durable.remove(self._path(attachment_id))

    def sweep(self, known: Callable[[], Collection[str] | None], now: float) -> list[str]:
        with durable.disk_errors():
            names = [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
            kept = known() if names or self._swept.ids() else None
            with self._sweeping:
                # What follows a dot is of a file that never became whole; there is none in an id.
                idle = [name for name in names if name.partition(".")[0] not in self._begun]
                parts = [name for name in idle if name.endswith(durable.PART_SUFFIX)]
                unnamed = [] if kept is None else sorted({*idle} - {*kept, *parts})
                for name in parts:
                    (self._folder / name).unlink(missing_ok=True)
                for name in unnamed:
                    self._swept.take(self._folder / name, now)
            if parts or unnamed:
                durable.sync_folder(self._folder)
            if kept is not None:
                for attachment_id in self._swept.ids() & {*kept}:
                    self._swept.give_back(attachment_id, self._path(attachment_id))
                self._swept.let_go(now)
        return unnamed

    def _path(self, attachment_id: str) -> Path:
        return self._folder / checked_id(attachment_id)

    def _context(self, attachment_id: str) -> str:
        return f"{self._profile_id}/{attachment_id}"


class SealedWriter:
    """An `AttachmentWriter`: seals into a file beside the final one; `commit` puts it in its place."""

    def __init__(self, path: Path, key: bytes, context: str, on_kept: Callable[[], None]) -> None:
        self._final = path
        self._on_kept = on_kept
        self._part = path.with_name(f"{path.name}.{secrets.token_hex(4)}{durable.PART_SUFFIX}")
        self._stream = Stream.of(MAGIC + os.urandom(SALT_SIZE + PREFIX_SIZE), key, context)
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
        self._on_kept()
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
