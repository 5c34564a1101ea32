"""Uploads on disk and in the database. What touches the disk runs in a thread."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex

from anyio.to_thread import run_sync
from sqlalchemy import select, update

from ministry.audit import DONE, note
from ministry.auth import PersonId
from ministry.clock import SET_BACK
from ministry.context import Context
from ministry.database import Session, take_turns
from ministry.files import sync_folder
from ministry.problems import NotTheirs, Problem
from ministry.uploads.checking import refusal
from ministry.uploads.files import ContentStore, Spool, Tail, content_turn, digest_of, durable_size
from ministry.uploads.headers import Announcement
from ministry.uploads.holders import Holders
from ministry.uploads.orphans import Orphans
from ministry.uploads.quota import hold_paper
from ministry.uploads.standing import announced_by, is_over, standing
from ministry.uploads.tables import Upload

_EXPIRY_STEP = timedelta(hours=1)
"""Expiry is put off in steps, so that not each chunk costs a commit."""


async def _by_nothing(_session: Session, _sha256: str) -> bool:
    return False


class UploadStore:
    """Unfinished documents under `uploads`, finished ones by content under `documents` of the data folder."""

    def __init__(
        self, context: Context, also_kept: Callable[[Session, str], Awaitable[bool]] = _by_nothing
    ) -> None:
        """`also_kept` tells whether anything but an upload needs the content with this SHA-256."""
        quotas = context.settings.quotas
        self.holders = Holders(quotas.papers_at_once if quotas else None)
        self._context = context
        self._content = ContentStore(context.settings.documents)
        self._unfinished = context.settings.data / "uploads"
        self._unfinished.mkdir(parents=True, exist_ok=True)
        context.settings.documents.mkdir(parents=True, exist_ok=True)
        self._orphans = Orphans(context.database, self._content, self._unfinished, also_kept)

    async def name(self, session: Session, person_id: str, document_ids: Sequence[str]) -> dict[str, Upload]:
        """Say that a request or a reply names these documents, in the transaction that writes that record:
        from then on the person cannot end the uploads. Those that this person has sent whole, by their id.
        """
        whole = select(Upload).where(
            Upload.document_id.in_(document_ids),
            Upload.person_id == person_id,
            Upload.finished_at.is_not(None),
            Upload.ended_at.is_(None),
        )
        # In one order, so that no two that name the same documents wait for each other.
        found = (await session.scalars(whole.order_by(Upload.document_id).with_for_update())).all()
        for upload in found:
            upload.named = True
        return {upload.document_id: upload for upload in found}

    async def begin(self, person_id: PersonId, announced: Announcement) -> tuple[Upload, bool]:
        """The upload, and whether it was begun now. One that expired or was ended begins anew.

        Raises `not-found` (of another person), `conflict` (other content under this id) or `quota-reached`.
        """
        async with self._context.database.write() as session:
            return await self._begun(session, person_id, announced)

    async def known(self, person_id: PersonId, announced: Announcement) -> Upload | None:
        """The upload if it was begun and is not over. Raises as `begin` does."""
        now = self._context.clock()
        async with self._context.database.write() as session:
            upload = await session.get(Upload, announced.document_id)
            known = standing(upload, person_id, announced, now)
            if known is None:
                await hold_paper(session, self._context.settings.quotas, person_id, announced.length, now)
        return known

    def spool(self, document_id: str) -> Spool:
        """Takes a body that comes with its creation; then `take`."""
        return Spool(self._unfinished / f"{document_id}.{token_hex(8)}.spool")

    async def take(
        self, person_id: PersonId, announced: Announcement, spool: Spool, size: int
    ) -> tuple[Upload, bool, int]:
        """Begin an upload with what is synced in `spool`: the upload, whether it was begun now, and its offset.

        A document that came whole is kept in one transaction. Raises as `begin` and `arrived` do.
        """
        digest = spool.digest()
        if digest.hex() == announced.sha256 and await self._refusal(spool.path, announced) is None:
            upload, created = await self._kept_at_once(person_id, announced, spool.path)
            return upload, created, upload.length if created else await self.offset(upload)
        upload, created = await self.begin(person_id, announced)
        if not created:
            return upload, False, await self.offset(upload)
        await run_sync(spool.path.rename, self._partial(announced.document_id))
        return upload, True, await self.arrived(upload, size, digest)

    async def find(self, person_id: PersonId, document_id: str) -> Upload:
        """Raises `not-found` or `upload-gone`."""
        async with self._context.database.look() as session:
            upload = await session.get(Upload, document_id)
        if upload is None:
            raise Problem("not-found")
        if upload.person_id != person_id:
            raise NotTheirs(document_id)
        if is_over(upload, self._context.clock()):
            raise Problem("upload-gone")
        return upload

    async def offset(self, upload: Upload) -> int:
        """Bytes that are on disk for good. Finishes an upload whose last byte came just before a crash."""
        if upload.finished_at is not None:
            return upload.length
        size = await run_sync(durable_size, self._partial(upload.document_id))
        if size < upload.length:
            return size
        try:
            return await self.arrived(upload, size)
        except Problem as problem:
            if problem.name != "checksum-mismatch":
                raise
            return 0

    def tail(self, upload: Upload) -> Tail:
        return Tail(self._partial(upload.document_id))

    async def arrived(self, upload: Upload, offset: int, digest: bytes | None = None) -> int:
        """Bytes up to `offset` are on disk: put the expiry off or, at the end, verify and keep the document.

        `digest` is the SHA-256 of the whole where it is known already. Raises `checksum-mismatch` (the upload
        is back at 0), `unsupported-media-type` or `too-large` (the upload is over).
        """
        if offset == upload.length:
            await self._finish(upload, digest)
        else:
            await run_sync(sync_folder, self._unfinished)
            await self._put_off(upload)
        return offset

    async def end(self, person_id: PersonId, document_id: str) -> None:
        """Raises `not-found`, `upload-gone`, or `conflict` where a request or a reply names the document."""
        await self._discard(await self.find(person_id, document_id), "endUpload")

    async def sweep(self) -> int:
        """End uploads whose time is over, and remove files that no row names; how many ended.

        To be called at start and once in a while.
        """
        ended = await self._end_expired() + await self._end_unnamed()
        await self._orphans.remove()
        return ended

    async def _end_expired(self) -> int:
        now = self._context.clock()
        query = select(Upload).where(
            Upload.expires_at <= now, Upload.finished_at.is_(None), Upload.ended_at.is_(None)
        )
        latest = now + self._context.settings.upload_lifetime
        # Begun while the clock was wrong: nothing is known of its age, so its time begins now.
        too_late = update(Upload).where(Upload.expires_at > latest + SET_BACK, Upload.finished_at.is_(None))
        async with self._context.database.write() as session:
            await session.execute(too_late.values(expires_at=latest))
            expired = (await session.scalars(query.with_for_update(skip_locked=True))).all()
            for upload in expired:
                self._partial(upload.document_id).unlink(missing_ok=True)
                upload.ended_at = now
        return len(expired)

    async def _end_unnamed(self) -> int:
        """End finished uploads that nothing named for so long."""
        query = select(Upload).where(
            Upload.finished_at <= self._context.clock() - self._context.settings.upload_lifetime,
            Upload.ended_at.is_(None),
            Upload.named.is_(False),
        )
        async with self._context.database.look() as session:
            over = (await session.scalars(query)).all()
        for upload in over:
            with suppress(Problem):  # named a moment ago: then it stays
                await self._discard(upload, "expireUpload")
        return len(over)

    async def _finish(self, upload: Upload, digest: bytes | None) -> None:
        partial = self._partial(upload.document_id)
        found: bytes = digest if digest is not None else await run_sync(digest_of, partial)
        if found.hex() != upload.sha256:
            partial.unlink()
            raise Problem("checksum-mismatch", "The whole is not what was announced; it begins again at 0.")
        refused = await self._refusal(partial, announced_by(upload))
        if refused is not None:
            await self._discard(upload, "continueUpload", refused.name)
            raise refused
        async with self._context.database.write() as session:
            row = await session.get_one(Upload, upload.document_id, with_for_update=True)
            await content_turn(session, upload.sha256)
            await run_sync(self._content.adopt, partial, upload.sha256)
            row.finished_at = upload.finished_at = self._context.clock()
            await self._note_finished(session, row)
        partial.unlink(missing_ok=True)

    async def _begun(
        self, session: Session, person_id: PersonId, announced: Announcement, *, finished: bool = False
    ) -> tuple[Upload, bool]:
        await take_turns(session, f"upload:{announced.document_id}", f"person:{person_id}")
        now = self._context.clock()
        upload = await session.get(Upload, announced.document_id, with_for_update=True)
        if known := standing(upload, person_id, announced, now):
            return known, False
        await hold_paper(session, self._context.settings.quotas, person_id, announced.length, now)
        if upload is not None:
            await session.delete(upload)
            await session.flush()
        begun = Upload(
            document_id=announced.document_id,
            person_id=person_id,
            length=announced.length,
            sha256=announced.sha256,
            media_type=announced.media_type,
            expires_at=now + self._context.settings.upload_lifetime,
            finished_at=now if finished else None,
            ended_at=None,
            named=False,
        )
        session.add(begun)
        self._partial(announced.document_id).unlink(missing_ok=True)
        await note(session, now, person_id, "createUpload", announced.document_id)
        return begun, True

    async def _kept_at_once(
        self, person_id: PersonId, announced: Announcement, file: Path
    ) -> tuple[Upload, bool]:
        async with self._context.database.write() as session:
            upload, created = await self._begun(session, person_id, announced, finished=True)
            if created:
                await content_turn(session, announced.sha256)
                await run_sync(self._content.adopt, file, announced.sha256)
                await self._note_finished(session, upload)
        return upload, created

    async def _note_finished(self, session: Session, upload: Upload) -> None:
        now = self._context.clock()
        await note(session, now, upload.person_id, "continueUpload", upload.document_id, "finished")

    async def _refusal(self, file: Path, announced: Announcement) -> Problem | None:
        return await run_sync(refusal, file, announced, self._context.settings.picture_limit)

    async def _discard(self, upload: Upload, operation: str, outcome: str = DONE) -> None:
        """End an upload, then remove its bytes unless something else has the same.

        Raises `conflict` if it is named: a request may have named it while this one waited to write.
        """
        async with self._context.database.write() as session:
            row = await session.get_one(Upload, upload.document_id, with_for_update=True)
            if row.named:
                raise Problem("conflict")
            if row.ended_at is not None:
                return
            row.ended_at = now = self._context.clock()
            await note(session, now, upload.person_id, operation, upload.document_id, outcome)
        self._partial(upload.document_id).unlink(missing_ok=True)
        if upload.finished_at is not None:
            await self._orphans.remove_content(upload.sha256)

    async def _put_off(self, upload: Upload) -> None:
        expires_at = self._context.clock() + self._context.settings.upload_lifetime
        if abs(expires_at - upload.expires_at) >= _EXPIRY_STEP:
            async with self._context.database.write() as session:
                row = await session.get_one(Upload, upload.document_id, with_for_update=True)
                row.expires_at = upload.expires_at = expires_at

    def _partial(self, document_id: str) -> Path:
        return self._unfinished / document_id
