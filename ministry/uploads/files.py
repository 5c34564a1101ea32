"""Bytes on disk: the tail of an unfinished document, and the store of finished ones by content."""

from __future__ import annotations

import os
from hashlib import file_digest, sha256
from io import FileIO
from pathlib import Path
from types import TracebackType
from typing import Self

from ministry.database import Session, take_turns
from ministry.files import sync_folder


class Tail:
    """The end of an unfinished file, while one request writes it. All of it blocks but `take` and `cut`.

    Bytes are taken into memory and written by `write` or `flush`, so that the loop of the server never waits for a
    disk. One thread at a time writes; more may be taken meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.began_at = path.stat().st_size if path.exists() else 0
        self._file: FileIO | None = None
        self._waiting = bytearray()
        self._hash = sha256()

    @property
    def waiting(self) -> int:
        """Bytes in memory."""
        return len(self._waiting)

    def take(self, data: bytes) -> None:
        self._waiting += data

    def cut(self) -> bytearray:
        """The bytes in memory, for `write`; there are none then."""
        cut, self._waiting = self._waiting, bytearray()
        return cut

    def write(self, cut: bytearray) -> None:
        """Hand them to the system: they survive the death of this process, not a power cut."""
        left, file = memoryview(cut), self._opened()
        while left:
            written = file.write(left)
            self._hash.update(left[:written])
            left = left[written:]

    def flush(self) -> None:
        """The same with all that is in memory."""
        self.write(self.cut())

    def sync(self) -> int:
        """Put the bytes durably on disk; the size of the file, which is the offset of the upload."""
        self.flush()
        os.fsync(self._opened().fileno())
        return self._opened().tell()

    def undo(self) -> None:
        """Forget what this request wrote."""
        self._waiting.clear()
        self._opened().truncate(self.began_at)
        os.fsync(self._opened().fileno())

    def digest(self) -> bytes:
        """SHA-256 of what this request wrote."""
        return self._hash.digest()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _opened(self) -> FileIO:
        """Opened by the thread that first writes: the loop makes tails."""
        if self._file is None:
            self._file = self.path.open("ab", buffering=0)
        return self._file


class Spool(Tail):
    """A file of its own for a body that comes with its creation. Whoever keeps it links or renames it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self.path.unlink(missing_ok=True)


class ContentStore:
    """Files by the SHA-256 of their content, written once and never changed: `ab/cdef…` under the root."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def root(self) -> Path:
        return self._root

    def folders(self) -> list[Path]:
        """Those that files are in; a digest is the name of one and that of a file in it."""
        return [path for path in self._root.iterdir() if path.is_dir()]

    def path(self, digest: str) -> Path:
        return self._root / digest[:2] / digest[2:]

    def adopt(self, file: Path, digest: str) -> None:
        """Take in a synced file of that content. The file keeps its first name too, until its owner removes
        it: whatever is cut off in between, one of the two names is there.
        """
        target = self.path(digest)
        if not target.parent.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            sync_folder(self._root)
        if not target.exists():
            target.hardlink_to(file)
        sync_folder(target.parent)

    def remove(self, digest: str) -> None:
        self.path(digest).unlink(missing_ok=True)


async def content_turn(session: Session, digest: str) -> None:
    """Keep all others from taking in, or removing, content of this SHA-256 until the transaction ends."""
    await take_turns(session, f"content:{digest}")


def durable_size(path: Path) -> int:
    """Bytes of the file, all of them on disk; 0 if there is none."""
    if not path.exists():
        return 0
    with path.open("rb+") as file:
        os.fsync(file.fileno())
        return file.seek(0, os.SEEK_END)


def digest_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file_digest(file, "sha256").digest()
