"""Uploads in the database: whose they are, how far each is, and its bytes until it is whole."""

from __future__ import annotations

import asyncio
from contextlib import nullcontext
from hashlib import sha256
from io import BytesIO
from tempfile import TemporaryFile
from typing import BinaryIO

from anyio.to_thread import run_sync
from sqlalchemy import delete, select, update

from ministry.audit import DONE, note
from ministry.auth import Asker, PersonId, Write
from ministry.clock import SET_BACK
from ministry.content import ContentStore
from ministry.context import Context
from ministry.database import Session, contents
from ministry.problems import Problem
from ministry.uploads.checking import refusal
from ministry.uploads.headers import Announcement
from ministry.uploads.quota import hold_paper
from ministry.uploads.standing import announced_by, standing, theirs
from ministry.uploads.tables import Upload, UploadPart

_WHOLE_AT_ONCE = 4
"""Documents that one process puts together at the same time."""


class UploadStore:
    def __init__(self, context: Context, content: ContentStore) -> None:
        self._context = context
        self._content = content
        self._assembling = asyncio.Semaphore(_WHOLE_AT_ONCE)

    async def begin(self, asker: Asker, announced: Announcement) -> tuple[Upload, bool]:
        """Begin an upload; return it, and True if it is new.

        One that expired or was ended begins again at 0. Raises `not-found` (another person), `conflict` (other content
        under this id) or `quota-reached`.
        """
        async with asker.write("createUpload", upload_turn(announced)) as write:
            return await self.begun(write, announced)

    async def known(self, asker: Asker, announced: Announcement) -> Upload | None:
        """Return a begun upload that is not over. Raises as `begin`."""
        async with asker.write("createUpload", upload_turn(announced)) as write:
            upload = await write.session.get(Upload, announced.document_id)
            known = standing(upload, write.person_id, announced, write.now)
            if known is None:
                await hold_paper(write, self._context.settings.quotas, announced.length)
        return known

    async def take(self, asker: Asker, announced: Announcement, content: bytes) -> tuple[Upload, bool]:
        """Begin an upload with its content; return it, and True if new.

        A document that came whole is kept in one transaction. Raises as `begin` and `finish` do.
        """
        is_whole = sha256(content).hexdigest() == announced.sha256
        is_whole = is_whole and await self._refusal(BytesIO(content), announced) is None
        brought = self._content.brought(BytesIO(content), announced.sha256) if is_whole else nullcontext()
        async with brought, asker.write("createUpload", upload_turn(announced)) as write:
            session = write.session
            upload, created = await self.begun(write, announced)
            if not created:
                return upload, False
            upload.received = len(content)
            if is_whole:
                await self._content.keep(session, BytesIO(content), announced.sha256)
                await self._note_finished(session, upload)
            elif content:
                await session.flush()
                session.add(UploadPart(document_id=upload.document_id, begins=0, content=content))
        if upload.received == upload.length and not is_whole:
            await self.finish(upload)
        return upload, True

    async def find(self, person_id: PersonId, document_id: str) -> Upload:
        """Find an upload. Raises `not-found` or `upload-gone`."""
        async with self._context.database.look() as session:
            upload = await session.get(Upload, document_id)
        return theirs(upload, person_id, document_id, self._context.clock())

    async def finish(self, upload: Upload) -> None:
        """Verify and keep a document of which every byte is here.

        Raises `checksum-mismatch` (the upload is back at 0), `unsupported-media-type` or `too-large` (it is over).
        """
        async with self._assembling:
            with TemporaryFile(dir=self._context.settings.data) as file:
                digest = await self._assembled(upload.document_id, file)
                is_right = digest == upload.sha256
                refused = await self._refusal(file, announced_by(upload)) if is_right else None
                is_good = is_right and refused is None
                brought = self._content.brought(file, digest) if is_good else nullcontext()
                async with brought, self._context.database.write() as session:
                    row = await session.get_one(Upload, upload.document_id, with_for_update=True)
                    if row.finished_at is not None or row.ended_at is not None or row.received != row.length:
                        return  # another process was quicker
                    await session.execute(delete(UploadPart).where(UploadPart.document_id == row.document_id))
                    row.holder = row.held_until = None
                    if not is_right:
                        row.received = 0
                    elif refused is not None:
                        await self._end(session, row, "continueUpload", refused.name)
                    else:
                        await self._content.keep(session, file, digest)
                        await self._note_finished(session, row)
                        upload.finished_at = row.finished_at
        if not is_right:
            raise Problem("checksum-mismatch", "The whole is not what was announced; it begins again at 0.")
        if refused is not None:
            raise refused

    async def end(self, asker: Asker, document_id: str) -> None:
        """End an upload of the person.

        Raises `not-found`, `upload-gone`, or `conflict` where a request or a reply names the document.
        """
        upload = await self.find(asker.person_id, document_id)
        async with asker.write("endUpload") as write:
            is_ended = await self._discard(write.session, upload, "endUpload")
        if is_ended:
            await self._forget(upload)

    async def sweep(self) -> int:
        """End uploads whose time is over; return how many. Called regularly."""
        now = self._context.clock()
        latest = now + self._context.settings.upload_lifetime
        # Begun while the clock was wrong: nothing is known of its age, so its time begins now.
        is_open = Upload.finished_at.is_(None), Upload.ended_at.is_(None)
        too_late = update(Upload).where(Upload.expires_at > latest + SET_BACK, *is_open)
        unfinished = (Upload.expires_at <= now, *is_open)
        unnamed = (
            Upload.finished_at <= now - self._context.settings.upload_lifetime,
            Upload.ended_at.is_(None),
            Upload.named.is_(False),
        )
        async with self._context.database.write() as session:
            await session.execute(too_late.values(expires_at=latest))
            over = [*(await session.scalars(select(Upload).where(*unfinished)))]
            over += await session.scalars(select(Upload).where(*unnamed))
        ended = 0
        for upload in over:
            async with self._context.database.write() as session:
                is_ended = await self._discard(session, upload, "expireUpload", is_swept=True)
            if is_ended:
                await self._forget(upload)
                ended += 1
        return ended

    async def begun(self, write: Write, announced: Announcement) -> tuple[Upload, bool]:
        """Begin an upload as `begin`, within a transaction that has its turn."""
        session, person_id, now = write.session, write.person_id, write.now
        upload = await session.get(Upload, announced.document_id, with_for_update=True)
        if known := standing(upload, person_id, announced, now):
            return known, False
        await hold_paper(write, self._context.settings.quotas, announced.length)
        if upload is not None:
            await session.delete(upload)
            await session.flush()
        begun = Upload(
            document_id=announced.document_id,
            person_id=person_id,
            length=announced.length,
            sha256=announced.sha256,
            media_type=announced.media_type,
            received=0,
            expires_at=now + self._context.settings.upload_lifetime,
            named=False,
        )
        session.add(begun)
        await note(session, now, person_id, "createUpload", announced.document_id)
        return begun, True

    async def settled(self, upload: Upload) -> Upload:
        """Finish an upload whose last byte came just before a crash."""
        if upload.received == upload.length and upload.finished_at is None:
            try:
                await self.finish(upload)
            except Problem as problem:
                if problem.name != "checksum-mismatch":
                    raise
                upload.received = 0
        return upload

    async def _assembled(self, document_id: str, file: BinaryIO) -> str:
        """Write the parts into a file one by one; return the SHA-256."""
        digest = sha256()

        def add(part: bytes) -> None:
            digest.update(part)
            file.write(part)

        mine = UploadPart.document_id == document_id
        async with self._context.database.look() as session:
            begins = select(UploadPart.begins).where(mine).order_by(UploadPart.begins)
            for place in await session.scalars(begins):
                one = select(UploadPart.content).where(mine, UploadPart.begins == place)
                for part in await contents(session, one):
                    await run_sync(add, part)
        return digest.hexdigest()

    async def _note_finished(self, session: Session, upload: Upload) -> None:
        upload.finished_at = now = self._context.clock()
        await note(session, now, upload.person_id, "continueUpload", upload.document_id, "finished")

    async def _refusal(self, content: BinaryIO, announced: Announcement) -> Problem | None:
        return await run_sync(refusal, content, announced, self._context.settings.picture_limit)

    async def _discard(
        self, session: Session, upload: Upload, operation: str, *, is_swept: bool = False
    ) -> bool:
        """End an upload; False if it is over.

        Raises `conflict` if it is named: a request may have named it meanwhile. Swept, it then stays.
        """
        row = await session.get_one(Upload, upload.document_id, with_for_update=True)
        is_back = is_swept and row.finished_at is None and row.expires_at > self._context.clock()
        if row.ended_at is not None or is_back or (row.named and is_swept):
            return False
        if row.named:
            raise Problem("conflict")
        await self._end(session, row, operation, DONE)
        return True

    async def _forget(self, upload: Upload) -> None:
        """Remove the bytes of an ended upload unless others share them."""
        if upload.finished_at is not None:
            await self._content.forget(upload.sha256)

    async def _end(self, session: Session, row: Upload, operation: str, outcome: str) -> None:
        row.ended_at = now = self._context.clock()
        row.holder = row.held_until = None
        await session.execute(delete(UploadPart).where(UploadPart.document_id == row.document_id))
        await note(session, now, row.person_id, operation, row.document_id, outcome)


def upload_turn(announced: Announcement) -> str:
    return f"upload:{announced.document_id}"
