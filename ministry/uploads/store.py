"""Uploads on disk and in the database. Everything here blocks; routes call it in a thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from threading import Lock

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from ministry.audit import DONE, note
from ministry.auth import PersonId
from ministry.context import Context
from ministry.database import Base
from ministry.direct import Executes
from ministry.files import sync_folder
from ministry.problems import NotTheirs, Problem
from ministry.uploads import media_types
from ministry.uploads.files import ContentStore, Tail, digest_of, durable_size
from ministry.uploads.headers import Announcement
from ministry.uploads.holders import Holders
from ministry.uploads.pictures import pixels
from ministry.uploads.tables import Upload

_EXPIRY_STEP = timedelta(hours=1)
"""Expiry is put off in steps, so that not each chunk costs a commit."""
_TABLE = Base.metadata.tables[Upload.__tablename__]
_WHOLE = select(_TABLE.c.person_id, _TABLE.c.sha256, _TABLE.c.media_type, _TABLE.c.length).where(
    _TABLE.c.document_id == bindparam("document"),
    _TABLE.c.finished_at.is_not(None),
    _TABLE.c.ended_at.is_(None),
)
_NAME = update(_TABLE).where(_TABLE.c.document_id == bindparam("document")).values(named=True)


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A finished document. `sha256` is hexadecimal and verified, `media_type` told by the content."""

    document_id: str
    sha256: str
    media_type: str
    size: int
    path: Path


class UploadStore:
    """Unfinished documents under `uploads`, finished ones by content under `documents` of the data folder."""

    def __init__(
        self, context: Context, also_kept: Callable[[Session, str], bool] = lambda _session, _sha256: False
    ) -> None:
        """`also_kept` tells whether anything but an upload needs the content with this SHA-256."""
        self.holders = Holders()
        self._context = context
        self._also_kept = also_kept
        self._content = ContentStore(context.settings.documents)
        self._content_lock = Lock()
        self._unfinished = context.settings.data / "uploads"
        self._unfinished.mkdir(parents=True, exist_ok=True)
        context.settings.documents.mkdir(parents=True, exist_ok=True)

    def finished(self, transaction: Executes, person_id: str, document_id: str) -> StoredDocument | None:
        """The document if this person has sent it whole, else None."""
        upload = transaction.execute(_WHOLE, {"document": document_id}).one_or_none()
        if upload is None or upload.person_id != person_id:
            return None
        path = self._content.path(upload.sha256)
        return StoredDocument(document_id, upload.sha256, upload.media_type, upload.length, path)

    def name(self, transaction: Executes, document_id: str) -> None:
        """Say that a request or a reply names the document, in the transaction that writes that record:
        from then on the person cannot end the upload.
        """
        transaction.execute(_NAME, {"document": document_id})

    def begin(self, person_id: PersonId, announced: Announcement) -> tuple[Upload, bool]:
        """The upload, and whether it was begun now. One that expired or was ended begins anew.

        Raises `not-found` (of another person) or `conflict` (other content under this id).
        """
        now = self._context.clock()
        with self._context.database.write() as session:
            upload = session.get(Upload, announced.document_id)
            if upload is not None and upload.person_id != person_id:
                raise NotTheirs(announced.document_id)
            if upload is not None and not self._is_over(upload):
                if announced_by(upload) != announced:
                    raise Problem("conflict")
                return upload, False
            if upload is None:
                upload = Upload(document_id=announced.document_id, person_id=person_id, named=False)
                session.add(upload)
            upload.length, upload.sha256 = announced.length, announced.sha256
            upload.media_type = announced.media_type
            upload.expires_at = now + self._context.settings.upload_lifetime
            upload.finished_at = upload.ended_at = None
            self._partial(announced.document_id).unlink(missing_ok=True)
            note(session, now, person_id, "createUpload", announced.document_id)
        return upload, True

    def find(self, person_id: PersonId, document_id: str) -> Upload:
        """Raises `not-found` or `upload-gone`."""
        with self._context.database.read() as session:
            upload = session.get(Upload, document_id)
        if upload is None:
            raise Problem("not-found")
        if upload.person_id != person_id:
            raise NotTheirs(document_id)
        if self._is_over(upload):
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
        """Remove unfinished uploads that expired; how many. To be called at start and once in a while."""
        now = self._context.clock()
        query = select(Upload).where(
            Upload.expires_at <= now, Upload.finished_at.is_(None), Upload.ended_at.is_(None)
        )
        with self._context.database.write() as session:
            expired = session.scalars(query).all()
            for upload in expired:
                self._partial(upload.document_id).unlink(missing_ok=True)
                upload.ended_at = now
        return len(expired)

    def _finish(self, upload: Upload, digest: bytes | None) -> None:
        partial = self._partial(upload.document_id)
        if (digest or digest_of(partial)).hex() != upload.sha256:
            partial.unlink()
            raise Problem("checksum-mismatch", "The whole is not what was announced; it begins again at 0.")
        with partial.open("rb") as file:
            found = media_types.sniff(file.read(media_types.SNIFFED_BYTES))
        with self._content_lock:
            if refused := self._refusal(partial, upload, found):
                self._discard(upload, "continueUpload", refused.name)
                raise refused
            self._content.adopt(partial, upload.sha256)
            with self._context.database.write() as session:
                row = session.get_one(Upload, upload.document_id)
                row.finished_at = upload.finished_at = self._context.clock()
                note(session, row.finished_at, row.person_id, "continueUpload", row.document_id, "finished")
        partial.unlink()

    def _refusal(self, file: Path, upload: Upload, found: str | None) -> Problem | None:
        """Why content cannot be kept: another type than announced, no picture, or more pixels than anyone has."""
        size = pixels(file, found) if found == upload.media_type else None
        if size is None:
            return Problem("unsupported-media-type", "The content is not of the announced type.")
        if size > self._context.settings.picture_limit:
            return Problem("too-large", "The picture has too many pixels.")
        return None

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
            others = select(Upload.document_id).where(
                Upload.sha256 == upload.sha256,
                Upload.document_id != upload.document_id,
                Upload.finished_at.is_not(None),
                Upload.ended_at.is_(None),
            )
            shared = session.scalar(others.limit(1)) is not None or self._also_kept(session, upload.sha256)
        self._partial(upload.document_id).unlink(missing_ok=True)
        if upload.finished_at is not None and not shared:
            self._content.remove(upload.sha256)

    def _put_off(self, upload: Upload) -> None:
        expires_at = self._context.clock() + self._context.settings.upload_lifetime
        if expires_at - upload.expires_at >= _EXPIRY_STEP:
            with self._context.database.write() as session:
                row = session.get_one(Upload, upload.document_id)
                row.expires_at = upload.expires_at = expires_at

    def _is_over(self, upload: Upload) -> bool:
        expired = upload.finished_at is None and upload.expires_at <= self._context.clock()
        return expired or upload.ended_at is not None

    def _partial(self, document_id: str) -> Path:
        return self._unfinished / document_id


def announced_by(upload: Upload) -> Announcement:
    return Announcement(upload.document_id, upload.length, upload.sha256, upload.media_type)
