"""Files that no row of the database names: a process died between writing the one and the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock

from sqlalchemy import select
from sqlalchemy.orm import Session

from ministry.database import Database
from ministry.uploads.files import ContentStore
from ministry.uploads.tables import Upload

AGE_SECONDS = 3600.0
"""A file that was written later may be about to get its row."""
_AT_ONCE = 500


class Orphans:
    """Removes them. Another process may be writing: each is looked up again within a transaction that writes."""

    def __init__(
        self,
        database: Database,
        content: ContentStore,
        unfinished: Path,
        lock: Lock,
        also_kept: Callable[[Session, str], bool],
    ) -> None:
        """`lock` is held by whoever puts content into the store until its row is committed."""
        self._database = database
        self._content = content
        self._unfinished = unfinished
        self._lock = lock
        self._also_kept = also_kept

    def remove(self) -> int:
        """Remove what is older than an hour; how many files."""
        removed = 0
        for folder in self._content.folders():
            digests = [folder.name + path.name for path in _old(folder)]
            for part in _parts(digests):
                removed += self._remove_content(part)
        for path in _old(self._content.root):  # on its way into the store when a process died
            path.unlink(missing_ok=True)
            removed += 1
        return removed + self._remove_unfinished()

    def _remove_content(self, digests: list[str]) -> int:
        with self._database.read() as session:
            unnamed = self._unnamed(session, digests)
        if not unnamed:
            return 0
        with self._lock, self._database.write() as session:
            unnamed = self._unnamed(session, unnamed)
            gone = [digest for digest in unnamed if _is_old(self._content.path(digest))]
            for digest in gone:
                self._content.remove(digest)
        return len(gone)

    def _unnamed(self, session: Session, digests: list[str]) -> list[str]:
        named = set(
            session.scalars(
                select(Upload.sha256).where(
                    Upload.sha256.in_(digests), Upload.finished_at.is_not(None), Upload.ended_at.is_(None)
                )
            )
        )
        return [each for each in digests if each not in named and not self._also_kept(session, each)]

    def _remove_unfinished(self) -> int:
        """Also bodies that came with their creation, whose files are no upload's."""
        removed = 0
        for part in _parts([path.name for path in _old(self._unfinished)]):
            with self._database.write() as session:
                begun = set(
                    session.scalars(
                        select(Upload.document_id).where(
                            Upload.document_id.in_(part),
                            Upload.finished_at.is_(None),
                            Upload.ended_at.is_(None),
                        )
                    )
                )
                for name in set(part) - begun:
                    (self._unfinished / name).unlink(missing_ok=True)
                    removed += 1
        return removed


def _old(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and _is_old(path))


def _is_old(path: Path) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) > AGE_SECONDS
    except FileNotFoundError:
        return False


def _parts(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
