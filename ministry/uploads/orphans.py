"""Files that no row of the database names: a process died between writing the one and the other."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable, Iterator
from pathlib import Path

from anyio.to_thread import run_sync
from sqlalchemy import select

from ministry.database import Database, Session
from ministry.uploads.files import ContentStore, content_turn
from ministry.uploads.tables import Upload

AGE_SECONDS = 3600.0
"""A file that was written later may be about to get its row."""
_AT_ONCE = 500


class Orphans:
    """Removes them. Another process may be writing: each is looked up again while nobody else can take it in."""

    def __init__(
        self,
        database: Database,
        content: ContentStore,
        unfinished: Path,
        also_kept: Callable[[Session, str], Awaitable[bool]],
    ) -> None:
        self._database = database
        self._content = content
        self._unfinished = unfinished
        self._also_kept = also_kept

    async def remove(self) -> int:
        """Remove what is older than an hour; how many files."""
        removed = 0
        for folder in await run_sync(self._content.folders):
            for part in _parts([folder.name + name for name in await run_sync(_old_names, folder)]):
                async with self._database.read() as session:
                    unnamed = await self._unnamed(session, part)
                for digest in unnamed:
                    removed += await self.remove_content(digest, AGE_SECONDS)
        for name in await run_sync(_old_names, self._content.root):  # on its way in when a process died
            (self._content.root / name).unlink(missing_ok=True)
            removed += 1
        return removed + await self._remove_unfinished()

    async def remove_content(self, digest: str, age: float = 0) -> bool:
        """Remove content that nothing names any more and that is older than `age` seconds. True if it did."""
        async with self._database.write() as session:
            await content_turn(session, digest)
            path = self._content.path(digest)
            is_over = bool(await self._unnamed(session, [digest])) and _is_old(path, age)
            if is_over:
                self._content.remove(digest)
        return is_over

    async def _unnamed(self, session: Session, digests: list[str]) -> list[str]:
        finished = select(Upload.sha256).where(
            Upload.sha256.in_(digests), Upload.finished_at.is_not(None), Upload.ended_at.is_(None)
        )
        named = set(await session.scalars(finished))
        return [each for each in digests if each not in named and not await self._also_kept(session, each)]

    async def _remove_unfinished(self) -> int:
        """Also bodies that came with their creation, whose files are no upload's."""
        removed = 0
        for part in _parts(await run_sync(_old_names, self._unfinished)):
            begun = select(Upload.document_id).where(
                Upload.document_id.in_(part), Upload.finished_at.is_(None), Upload.ended_at.is_(None)
            )
            async with self._database.look() as session:
                kept = set(await session.scalars(begun))
            for name in set(part) - kept:
                if _is_old(self._unfinished / name):
                    (self._unfinished / name).unlink(missing_ok=True)
                    removed += 1
        return removed


def _old_names(folder: Path) -> list[str]:
    return [path.name for path in _old(folder)]


def _old(folder: Path) -> Iterator[Path]:
    return (path for path in folder.iterdir() if path.is_file() and _is_old(path))


def _is_old(path: Path, age: float = AGE_SECONDS) -> bool:
    try:
        return abs(time.time() - path.stat().st_mtime) >= age
    except FileNotFoundError:
        return False


def _parts(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + _AT_ONCE] for start in range(0, len(names), _AT_ONCE))
