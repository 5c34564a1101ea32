"""Uploads on disk and in the database. Everything here blocks; routes call it in a thread."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from threading import Lock

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from ministry.audit import DONE, note
from ministry.auth import PersonId
from ministry.clock import SET_BACK
from ministry.context import Context
from ministry.direct import Executes
from ministry.files import sync_folder
from ministry.problems import NotTheirs, Problem
from ministry.uploads.checking import is_in_another, refusal
from ministry.uploads.files import ContentStore, Spool, Tail, digest_of, durable_size
from ministry.uploads.headers import Announcement
from ministry.uploads.holders import Holders
from ministry.uploads.orphans import Orphans
from ministry.uploads.quota import hold_paper
from ministry.uploads.standing import (
    BEGIN,
    FORGET,
    NAME,
    WHOLE,
    StoredDocument,
    announced_by,
    found,
    is_over,
    standing,
)
from ministry.uploads.tables import Upload

_EXPIRY_STEP = timedelta(hours=1)
"""Expiry is put off in steps, so that not each chunk costs a commit."""


class UploadStore:
    """Unfinished documents under `uploads`, finished ones by content under `documents` of the data folder."""

    def __init__(
        self, context: Context, also_kept: Callable[[Session, str], bool] = lambda _session, _sha256: False
    ) -> None:
        """`also_kept` tells whether anything but an upload needs the content with this SHA-256."""
        quotas = context.settings.quotas
        self.holders = Holders(quotas.papers_at_once if quotas else None)
        self._context = context
        self._also_kept = also_kept
        self._content = ContentStore(context.settings.documents)
        self._content_lock = Lock()
        self._unfinished = context.settings.data / "uploads"
        self._unfinished.mkdir(parents=True, exist_ok=True)
        context.settings.documents.mkdir(parents=True, exist_ok=True)
        self._orphans = Orphans(
            context.database, self._content, self._unfinished, self._content_lock, also_kept
        )

    def finished(self, transaction: Executes, person_id: str, document_id: str) -> StoredDocument | None:
        """The document if this person has sent it whole, else None."""
        upload = transaction.execute(WHOLE, {"document": document_id}).one_or_none()
        if upload is None or upload.person_id != person_id:
            return None
        path = self._content.path(upload.sha256)
        return StoredDocument(document_id, upload.sha256, upload.media_type, upload.length, path)

    def name(self, transaction: Executes, document_id: str) -> None:
        """Say that a request or a reply names the document, in the transaction that writes that record:
        from then on the person cannot end the upload.
        """
        transaction.execute(NAME, {"document": document_id})

    def begin(self, person_id: PersonId, announced: Announcement) -> tuple[Upload, bool]:
        """The upload, and whether it was begun now. One that expired or was ended begins anew.

        Raises `not-found` (of another person), `conflict` (other content under this id) or `quota-reached`.
        """
        with self._context.database.write() as session:
            return self._begun(session, person_id, announced)

    def known(self, person_id: PersonId, announced: Announcement) -> Upload | None:
        """The upload if it was begun and is not over. Raises as `begin` does. For the event loop: a few look-ups."""
        now = self._context.clock()
        with self._context.database.look() as looking:
            known = standing(found(looking, announced.document_id), person_id, announced, now)
            if known is None:
                hold_paper(looking, self._context.settings.quotas, person_id, announced.length, now)
        return known

    def spool(self, document_id: str) -> Spool:
        """Takes a body that comes with its creation; then `take`."""
        return Spool(self._unfinished / f"{document_id}.{token_hex(8)}.spool")

    def take(
        self, person_id: PersonId, announced: Announcement, spool: Spool, size: int
    ) -> tuple[Upload, bool, int]:
        """Begin an upload with what is synced in `spool`: the upload, whether it was begun now, and its offset.

        A document that came whole is kept in one transaction. Raises as `begin` and `arrived` do.
        """
        digest = spool.digest()
        if digest.hex() == announced.sha256 and self._refusal(spool.path, announced) is None:
            upload, created = self._kept_at_once(person_id, announced, spool.path)
            return upload, created, upload.length if created else self.offset(upload)
        upload, created = self.begin(person_id, announced)
        if not created:
            return upload, False, self.offset(upload)
        spool.path.rename(self._partial(announced.document_id))
        return upload, True, self.arrived(upload, size, digest)

    def find(self, person_id: PersonId, document_id: str) -> Upload:
        """Raises `not-found` or `upload-gone`."""
        with self._context.database.read() as session:
            upload = session.get(Upload, document_id)
        if upload is None:
            raise Problem("not-found")
        if upload.person_id != person_id:
            raise NotTheirs(document_id)
        if is_over(upload, self._context.clock()):
            raise Problem("upload-gone")
        return upload

    def offset(self, upload: Upload) -> int:
        """Bytes that are on disk for good. Finishes an upload whose last byte came just before a crash."""
        if upload.finished_at is not None:
            return upload.length
        size = durable_size(self._partial(upload.document_id))
        if size < upload.length:
            return size
        try:
            return self.arrived(upload, size)
        except Problem as problem:
            if problem.name != "checksum-mismatch":
                raise
            return 0

    def tail(self, upload: Upload) -> Tail:
        return Tail(self._partial(upload.document_id))

    def arrived(self, upload: Upload, offset: int, digest: bytes | None = None) -> int:
        """Bytes up to `offset` are on disk: put the expiry off or, at the end, verify and keep the document.

        `digest` is the SHA-256 of the whole where it is known already. Raises `checksum-mismatch` (the upload
        is back at 0), `unsupported-media-type` or `too-large` (the upload is over).
        """
        if offset == upload.length:
            self._finish(upload, digest)
        else:
            sync_folder(self._unfinished)
            self._put_off(upload)
        return offset

    def end(self, person_id: PersonId, document_id: str) -> None:
        """Raises `not-found`, `upload-gone`, or `conflict` where a request or a reply names the document."""
        with self._content_lock:
            self._discard(self.find(person_id, document_id), "endUpload")

    def sweep(self) -> int:
        """End uploads whose time is over, and remove files that no row names; how many ended.

        To be called at start and once in a while.
        """
        now = self._context.clock()
        query = select(Upload).where(
            Upload.expires_at <= now, Upload.finished_at.is_(None), Upload.ended_at.is_(None)
        )
        latest = now + self._context.settings.upload_lifetime
        # Begun while the clock was wrong: nothing is known of its age, so its time begins now.
        too_late = update(Upload).where(Upload.expires_at > latest + SET_BACK, Upload.finished_at.is_(None))
        with self._context.database.write() as session:
            session.execute(too_late.values(expires_at=latest))
            expired = session.scalars(query).all()
            for upload in expired:
                self._partial(upload.document_id).unlink(missing_ok=True)
                upload.ended_at = now
        ended = len(expired) + self._end_unnamed()
        self._orphans.remove()
        return ended

    def _end_unnamed(self) -> int:
        """End finished uploads that nothing named for so long."""
        query = select(Upload).where(
            Upload.finished_at <= self._context.clock() - self._context.settings.upload_lifetime,
            Upload.ended_at.is_(None),
            Upload.named.is_(False),
        )
        with self._context.database.read() as session:
            over = session.scalars(query).all()
        for upload in over:
            # Named a moment ago: then it stays.
            with self._content_lock, suppress(Problem):
                self._discard(upload, "expireUpload")
        return len(over)

    def _finish(self, upload: Upload, digest: bytes | None) -> None:
        partial = self._partial(upload.document_id)
        if (digest or digest_of(partial)).hex() != upload.sha256:
            partial.unlink()
            raise Problem("checksum-mismatch", "The whole is not what was announced; it begins again at 0.")
        refused = self._refusal(partial, announced_by(upload))
        with self._content_lock:
            if refused is not None:
                self._discard(upload, "continueUpload", refused.name)
                raise refused
            self._content.adopt(partial, upload.sha256)
            with self._context.database.write() as session:
                row = session.get_one(Upload, upload.document_id)
                row.finished_at = upload.finished_at = self._context.clock()
                self._note_finished(session, row)
        partial.unlink()

    def _begun(
        self, transaction: Executes, person_id: PersonId, announced: Announcement, *, finished: bool = False
    ) -> tuple[Upload, bool]:
        upload, now = found(transaction, announced.document_id), self._context.clock()
        if known := standing(upload, person_id, announced, now):
            return known, False
        hold_paper(transaction, self._context.settings.quotas, person_id, announced.length, now)
        if upload is not None:
            transaction.execute(FORGET, {"document": announced.document_id})
        begun = {
            "document_id": announced.document_id,
            "person_id": person_id,
            "length": announced.length,
            "sha256": announced.sha256,
            "media_type": announced.media_type,
            "expires_at": now + self._context.settings.upload_lifetime,
            "finished_at": now if finished else None,
            "ended_at": None,
            "named": False,
        }
        transaction.execute(BEGIN, begun)
        self._partial(announced.document_id).unlink(missing_ok=True)
        note(transaction, now, person_id, "createUpload", announced.document_id)
        return Upload(**begun), True

    def _kept_at_once(self, person_id: PersonId, announced: Announcement, file: Path) -> tuple[Upload, bool]:
        with self._content_lock:
            self._content.adopt(file, announced.sha256)
            try:
                with self._context.database.write_directly() as transaction:
                    upload, created = self._begun(transaction, person_id, announced, finished=True)
                    if created:
                        self._note_finished(transaction, upload)
            except Problem:
                # Somebody else began an upload of this id at the same moment; whose the content is, stays theirs.
                with self._context.database.read() as session:
                    shared = self._is_shared(session, announced)
                if not shared:
                    self._content.remove(announced.sha256)
                raise
        return upload, created

    def _note_finished(self, transaction: Executes, upload: Upload) -> None:
        now = self._context.clock()
        note(transaction, now, upload.person_id, "continueUpload", upload.document_id, "finished")

    def _refusal(self, file: Path, announced: Announcement) -> Problem | None:
        return refusal(file, announced, self._context.settings.picture_limit)

    def _discard(self, upload: Upload, operation: str, outcome: str = DONE) -> None:
        """End an upload and remove its bytes, unless something else has the same. Needs the content lock.

        Raises `conflict` if it is named: a request may have named it while this one waited to write.
        """
        with self._context.database.write() as session:
            now, row = self._context.clock(), session.get_one(Upload, upload.document_id)
            if row.named:
                raise Problem("conflict")
            row.ended_at = now
            note(session, now, upload.person_id, operation, upload.document_id, outcome)
            shared = self._is_shared(session, upload)
        self._partial(upload.document_id).unlink(missing_ok=True)
        if upload.finished_at is not None and not shared:
            self._content.remove(upload.sha256)

    def _is_shared(self, session: Session, upload: Announcement | Upload) -> bool:
        """Whether anything but the upload of this document needs its content."""
        another = is_in_another(session, upload.sha256, upload.document_id)
        return another or self._also_kept(session, upload.sha256)

    def _put_off(self, upload: Upload) -> None:
        expires_at = self._context.clock() + self._context.settings.upload_lifetime
        if abs(expires_at - upload.expires_at) >= _EXPIRY_STEP:
            with self._context.database.write() as session:
                row = session.get_one(Upload, upload.document_id)
                row.expires_at = upload.expires_at = expires_at

    def _partial(self, document_id: str) -> Path:
        return self._unfinished / document_id
