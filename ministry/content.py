"""Content of papers, by its SHA-256: in the blob store, or in the database while that store is away.

Content counts once a row names it. What nothing names is removed an hour later: a process died between the two.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from io import BytesIO
from typing import BinaryIO, TypeAlias

from anyio import move_on_after
from sqlalchemy import LargeBinary, String, delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from ministry.blobs import BlobStore, BlobStoreError
from ministry.context import Context
from ministry.database import Base, Session, contents, take_turns
from ministry.problems import Problem

_log = logging.getLogger(__name__)
_AGE = timedelta(hours=1)
_AT_ONCE = 500
_ASK_SECONDS = 2.0
"""How long a transaction waits for the blob store's word that content is there."""
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

    def __init__(self, context: Context, blobs: BlobStore, named: Named) -> None:
        self._clock = context.clock
        self._database = context.database
        self._blobs = blobs
        self._named = named

    @asynccontextmanager
    async def brought(self, content: BinaryIO, digest: str) -> AsyncIterator[None]:
        """Put content into the blob store for a transaction within.

        Its SHA-256 is `digest`; the transaction keeps it, and does not wait for its bytes. If the transaction is
        refused, the content goes.
        """
        try:
            await self._blobs.put(digest, content)
        except BlobStoreError as error:
            _log.warning("content waits in the database", extra={"error": str(error)})
        try:
            yield
        except Problem:
            await self.forget(digest)
            raise

    async def keep(self, session: Session, content: BinaryIO, digest: str) -> None:
        """Keep content durably for a row that names it.

        Its SHA-256 is `digest`; the row is of this transaction. What was not brought, or went meanwhile, waits in
        the database, and so does what the blob store does not tell of soon.
        """
        await _turn(session, digest)
        if not await self._is_there(digest):
            content.seek(0)
            waiting = insert(WaitingContent).values(
                sha256=digest, content=content.read(), since=self._clock()
            )
            await session.execute(waiting.on_conflict_do_nothing())

    async def read(self, digest: str) -> bytes:
        """Return the whole content. Raises `BlobStoreError`."""
        try:
            return await self._blobs.get(digest)
        except BlobStoreError:
            waiting = select(WaitingContent.content).where(WaitingContent.sha256 == digest)
            async with self._database.look() as session:
                found = await contents(session, waiting)
            if not found:
                raise
            return found[0]

    async def bring(self) -> None:
        """Move waiting content to the blob store, the oldest first.

        As long as the store takes it.
        """
        oldest = select(WaitingContent.sha256).order_by(WaitingContent.since).limit(1)
        while True:
            async with self._database.write() as session:
                digest = await session.scalar(oldest.with_for_update(skip_locked=True))
                if digest is None:
                    return
                this = WaitingContent.sha256 == digest
                [content] = await contents(session, select(WaitingContent.content).where(this))
                try:
                    await self._blobs.put(digest, BytesIO(content))
                except BlobStoreError as error:
                    _log.warning("content still waits in the database", extra={"error": str(error)})
                    return
                await session.execute(delete(WaitingContent).where(this))

    async def sweep(self) -> None:
        """Remove what nothing names from the blob store. Raises `BlobStoreError`."""
        before = self._clock() - _AGE
        async for part in self._blobs.kept():
            old = [digest for digest, put_at in part if put_at < before]
            for start in range(0, len(old), _AT_ONCE):
                some = old[start : start + _AT_ONCE]
                async with self._database.look() as session:
                    named = await self._named(session, some)
                for digest in set(some) - named:
                    await self.forget(digest)

    async def forget(self, digest: str) -> None:
        """Remove content unless something names it.

        What the blob store does not give up now, a sweep removes.
        """
        async with self._database.write() as session:
            await _turn(session, digest)
            if not await self._named(session, [digest]):
                await session.execute(delete(WaitingContent).where(WaitingContent.sha256 == digest))
                try:
                    await self._blobs.delete(digest)
                except BlobStoreError as error:
                    _log.warning("content stays for now", extra={"error": str(error)})

    async def _is_there(self, digest: str) -> bool:
        with move_on_after(_ASK_SECONDS), suppress(BlobStoreError):
            return await self._blobs.has(digest)
        return False


async def _turn(session: Session, digest: str) -> None:
    await take_turns(session, f"content:{digest}")
