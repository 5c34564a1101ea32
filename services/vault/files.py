"""Attachments on disk, in a folder of the profile; the layout of a file is `stream`'s."""

from __future__ import annotations

import hashlib
import io
import logging
import os
import re
import secrets
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Set
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from services.errors import StorageFullError, VaultError
from services.vault import durable
from services.vault.interface import Stored
from services.vault.keys import SALT_SIZE
from services.vault.stream import CHUNK, MAGIC, PREFIX_SIZE, SealedReader, Stream
from services.vault.swept import SWEPT, SweptFiles

_log = logging.getLogger(__name__)

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
_PART = re.compile(rf"({_ID.pattern})\.[0-9a-f]{{8}}{re.escape(durable.PART_SUFFIX)}")


def checked_id(attachment_id: str) -> str:
    """Return an id that is safe in a file's name. Raises `ValueError`."""
    if not _ID.fullmatch(attachment_id):
        raise ValueError("not an id for an attachment")
    return attachment_id


class SealedAttachments:
    """The attachments of one profile. Files are named by id alone, which says nothing about the person.

    The folder is made with the first: where it cannot be, records open all the same.
    """

    def __init__(
        self,
        folder: Path,
        profile_id: str,
        key: bytes,
        *,
        may_take: Callable[[], bool] = lambda: True,
        on_begun: Callable[[str], None] = lambda _: None,
        on_kept: Callable[[], None] = lambda: None,
        may_go: Callable[[], Set[str] | None] = lambda: None,
    ) -> None:
        """Take the folder, its key and the store's callbacks."""
        self._may_take = may_take  # false while the room that is left is for records
        self._on_begun = on_begun
        self._on_kept = on_kept
        self._may_go = may_go  # which of the files set aside may be destroyed
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
        self._on_begun(attachment_id)
        return SealedWriter(self._path(attachment_id), self._key, self._context(attachment_id), self._on_kept)

    def open(self, attachment_id: str) -> BinaryIO:
        path = self._path(attachment_id)
        with durable.disk_errors():
            if not path.exists():
                # A record names it after all.
                self._swept.give_back(attachment_id, path)
        return io.BufferedReader(self._reader(attachment_id, path))

    def is_own(self, attachment_id: str) -> bool:
        """True if a file, set aside or not, opens as this profile's."""
        path = self._swept.file(attachment_id) or self._path(attachment_id)
        try:
            self._reader(attachment_id, path).close()
        except (FileNotFoundError, VaultError):
            return False
        return True

    def _reader(self, attachment_id: str, path: Path) -> SealedReader:
        with durable.disk_errors():
            try:
                file = path.open("rb", buffering=0)
            except NotADirectoryError:
                raise FileNotFoundError(attachment_id) from None
        with ExitStack() as undo:
            undo.callback(file.close)
            reader = SealedReader(file, self._key, attachment_id, self._context(attachment_id))
            undo.pop_all()
        return reader

    def exists(self, attachment_id: str) -> bool:
        return self._path(attachment_id).is_file()

    def delete(self, attachment_id: str) -> bool:
        return durable.remove(self._path(attachment_id)) or self._swept.remove(attachment_id)

    def ids(self) -> set[str]:
        return {path.name for path in self._files() if _ID.fullmatch(path.name)}

    def set_aside(self, now: float) -> Mapping[str, bool]:
        return self._swept.waiting(now, self._may_go())

    def sweep(self, known: Callable[[], Collection[str] | None], now: float) -> list[str]:
        there = self.ids()
        kept = known() if there or self._swept.waiting(now) else None
        with self._sweeping:
            for path in self._files():
                if (part := _PART.fullmatch(path.name)) and part[1] not in self._begun:
                    with durable.one_of_many():
                        durable.remove(path)
            if kept is None or not self._has_all({*kept}):
                return []
            may_go = self._may_go()
            left = self.ids() - {*kept} - self._begun
            left = left if may_go is None else left & may_go
            taken = [name for name in sorted(left) if self._swept.take(self._folder / name, now)]
            self._swept.let_go(now, may_go)
        return taken

    def _has_all(self, kept: set[str]) -> bool:
        """Bring back named files; False while any may be among the others."""
        # Tools that copy between devices may change the case of names.
        there, waiting = self.ids(), {name.casefold() for name in self._swept.waiting(0.0)}
        alike: dict[str, list[Path]] = defaultdict(list)
        for name in there - kept:
            alike[name.casefold()].append(self._folder / name)
        for attachment_id in kept - there:
            path = self._path(attachment_id)
            if attachment_id.casefold() in waiting:
                self._swept.give_back(attachment_id, path)
            # Where the disk tells no case apart, the file is there under its own name, too.
            match alike.get(attachment_id.casefold()):
                case [found] if not path.exists() or path.samefile(found):
                    with durable.one_of_many():
                        found.replace(path)
                        durable.sync_folder(self._folder)
        missing = kept - self.ids()
        if missing:
            _log.warning("Nothing is swept: %d attachments are missing.", len(missing))
        return not missing

    def _files(self) -> list[Path]:
        """List the attachments; folders and links are other programs'."""
        if not self._folder.is_dir():
            return []
        with durable.disk_errors():
            return [path for path in self._folder.iterdir() if path.is_file() and not path.is_symlink()]

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
