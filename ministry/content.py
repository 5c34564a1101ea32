"""Content of papers, by its SHA-256: in the blob store, or in the database while that store is away.

Content counts once a row names it. What nothing names is removed an hour later: a process died between the two.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO, TypeAlias

from sqlalchemy import LargeBinary, String, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ministry.blobs import BlobStore, BlobStoreError
from ministry.clock import utc_now
from ministry.database import Base, Database, Session, take_turns

_log = logging.getLogger(__name__)
_AGE = timedelta(hours=1)
_AT_ONCE = 500
Named: TypeAlias = Callable[[Session, Sequence[str]], Awaitable[set[str]]]
"""Those of some digests that a row of the database names."""


class WaitingContent(Base):
    """Content that the blob store could not take yet."""

    __tablename__ = "waiting_content"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    since: Mapped[datetime]


class ContentStore:
    """Digests are hexadecimal."""

    def __init__(self, database: Database, blobs: BlobStore, named: Named) -> None:
        self._database = database
        self._blobs = blobs
        self._named = named

    async def keep(self, session: Session, content: BinaryIO, digest: str) -> None:
        """Keep content of this SHA-256 durably, for a row of this transaction that names it."""
        await _turn(session, digest)
        try:
            await self._blobs.put(digest, content)
        except BlobStoreError as error:
            _log.warning("content waits in the database", extra={"error": str(error)})
            content.seek(0)
            waiting = insert(WaitingContent).values(sha256=digest, content=content.read(), since=utc_now())
            await session.execute(waiting.on_conflict_do_nothing())

    async def read(self, digest: str) -> bytes:
        """The whole content. Raises `BlobStoreError`."""
        try:
            return await self._blobs.get(digest)
        except BlobStoreError:
            async with self._database.look() as session:
                waiting = await session.get(WaitingContent, digest)
            if waiting is None:
                raise
            return waiting.content

    async def sweep(self) -> None:
        """Bring to the blob store what waits for it, and remove what nothing names. Raises `BlobStoreError`."""
        await self._bring()
        before = utc_now() - _AGE
        async for part in self._blobs.kept():
            old = [digest for digest, put_at in part if put_at < before]
            for start in range(0, len(old), _AT_ONCE):
                some = old[start : start + _AT_ONCE]
                async with self._database.look() as session:
                    named = await self._named(session, some)
                for digest in set(some) - named:
                    await self.forget(digest)

    async def forget(self, digest: str) -> None:
        """Remove content unless something names it."""
        async with self._database.write() as session:
            await _turn(session, digest)
            if not await self._named(session, [digest]):
                await self._blobs.delete(digest)
                waiting = await session.get(WaitingContent, digest)
                if waiting is not None:
                    await session.delete(waiting)

    async def _bring(self) -> None:
        while True:
            async with self._database.write() as session:
                oldest = select(WaitingContent).order_by(WaitingContent.since).limit(1)
                waiting = await session.scalar(oldest.with_for_update(skip_locked=True))
                if waiting is None:
                    return
                await self._blobs.put(waiting.sha256, BytesIO(waiting.content))
                await session.delete(waiting)


async def _turn(session: Session, digest: str) -> None:
    await take_turns(session, f"content:{digest}")
