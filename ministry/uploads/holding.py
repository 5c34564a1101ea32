"""Who writes an upload: one request at a time, told by its row, whichever process it reached.

A connection that died unnoticed must not keep its upload for as long as the system's time-outs last: the client that
comes back asks with HEAD, and that ends what the other writes. Each part is kept only while its request still holds.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from secrets import token_hex

from sqlalchemy import delete, func, insert, select, update

from ministry.auth import Asker, Write
from ministry.clock import SET_BACK
from ministry.context import Context
from ministry.problems import Problem
from ministry.quotas import reached
from ministry.uploads.headers import Announcement
from ministry.uploads.standing import HELD, is_held, theirs
from ministry.uploads.store import UploadStore, upload_turn
from ministry.uploads.tables import Upload, UploadPart

FLUSH_SECONDS = 0.5
"""What came is kept at least this often, so that little is sent twice on a slow line."""


class TakenOverError(Exception):
    """Another request writes the upload now."""


@dataclass(slots=True)
class Held:
    """An upload that this request writes."""

    asker: Asker
    upload: Upload
    holder: str
    began: int
    offset: int


class Holders:
    """The holders of uploads, of all processes."""

    def __init__(self, context: Context, store: UploadStore) -> None:
        self._context = context
        self._store = store

    async def begin(self, asker: Asker, announced: Announcement) -> Held | None:
        """Begin an upload and write it; None where it was begun already.

        Raises as `UploadStore.begin`.
        """
        async with asker.write("createUpload", upload_turn(announced)) as write:
            upload, created = await self._store.begun(write, announced)
            if not created:
                return None
            await self._hold_few(write)
            return self._held(asker, upload)

    async def hold(self, asker: Asker, document_id: str, offset: int) -> Held:
        """Write an upload from `offset` on.

        Raises as `find`, `upload-locked`, `upload-offset` or `quota-reached`.
        """
        async with asker.write("continueUpload") as write:
            row = await write.session.get(Upload, document_id, with_for_update=True)
            upload = theirs(row, write.person_id, document_id, write.now)
            if is_held(upload, write.now):
                raise Problem("upload-locked", headers={"Retry-After": "1"})
            if offset != upload.received or upload.finished_at is not None:
                told = {"Upload-Offset": str(upload.received)}
                raise Problem("upload-offset", extra={"upload_offset": upload.received}, headers=told)
            await self._hold_few(write)
            return self._held(asker, upload)

    async def take_over(self, asker: Asker, document_id: str) -> Upload:
        """End another request's writing of an upload.

        It has time to keep what reached it. Raises as `find`.
        """
        upload = await self._store.find(asker.person_id, document_id)
        if not is_held(upload, self._context.clock()):
            return await self._store.settled(upload)
        await asyncio.sleep(2 * FLUSH_SECONDS)
        async with asker.write("getUpload") as write:
            row = await write.session.get(Upload, document_id, with_for_update=True)
            upload = theirs(row, write.person_id, document_id, write.now)
            upload.holder = upload.held_until = None
        return await self._store.settled(upload)

    async def keep(self, held: Held, content: bytes) -> None:
        """Keep bytes at the end of an upload. Raises `TakenOverError` or `unauthenticated`."""
        lifetime = self._context.settings.upload_lifetime
        mine = (Upload.document_id == held.upload.document_id, Upload.holder == held.holder)
        async with held.asker.write("continueUpload") as write:
            session, now = write.session, write.now
            kept = await session.execute(
                update(Upload)
                .where(*mine)
                .values(
                    received=held.offset + len(content),
                    held_until=now + HELD,
                    expires_at=now + lifetime,
                )
                .returning(Upload.expires_at)
            )
            expires_at = kept.scalar_one_or_none()
            if expires_at is None:
                raise TakenOverError
            part = {"document_id": held.upload.document_id, "begins": held.offset, "content": content}
            await session.execute(insert(UploadPart), part)
        held.offset += len(content)
        held.upload.received, held.upload.expires_at = held.offset, expires_at

    async def look(self, held: Held) -> None:
        """Raise `TakenOverError` if this request holds the upload no longer."""
        mine = select(Upload.document_id).where(
            Upload.document_id == held.upload.document_id, Upload.holder == held.holder
        )
        async with self._context.database.look() as session:
            if await session.scalar(mine) is None:
                raise TakenOverError

    async def undo(self, held: Held) -> None:
        """Forget what this request kept. Raises `TakenOverError`."""
        parts = delete(UploadPart).where(
            UploadPart.document_id == held.upload.document_id, UploadPart.begins >= held.began
        )
        async with self._context.database.write() as session:
            row = await session.get_one(Upload, held.upload.document_id, with_for_update=True)
            if row.holder != held.holder:
                raise TakenOverError
            row.received = held.offset = held.upload.received = held.began
            await session.execute(parts)

    async def let_go(self, held: Held) -> None:
        """Hold it no longer."""
        mine = (Upload.document_id == held.upload.document_id, Upload.holder == held.holder)
        async with self._context.database.write() as session:
            await session.execute(update(Upload).where(*mine).values(holder=None, held_until=None))

    def _held(self, asker: Asker, upload: Upload) -> Held:
        upload.holder = token_hex(16)
        upload.held_until = self._context.clock() + HELD
        return Held(asker, upload, upload.holder, began=upload.received, offset=upload.received)

    async def _hold_few(self, write: Write) -> None:
        """Raise `quota-reached` if the person uploads too many documents at once."""
        quotas = self._context.settings.quotas
        if quotas is None:
            return
        latest = write.now + HELD + SET_BACK
        held = select(func.count()).where(
            Upload.person_id == write.person_id, Upload.held_until > write.now, Upload.held_until <= latest
        )
        if (await write.session.scalars(held)).one() >= quotas.papers_at_once:
            raise reached(1)
