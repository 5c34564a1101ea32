"""The documents of a profile: photographs and files kept encrypted, each with the record that names it."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import suppress
from dataclasses import replace
from typing import Any, BinaryIO

from services import codec
from services.clock import Clock
from services.codec import ShapeError
from services.errors import DamagedRecordError, DocumentError
from services.kinds import Archived, Kind
from services.models.change import Change
from services.models.document import Document
from services.vault.interface import RecordStore, Transaction

DOCUMENT = "document"
"""The kind of these records."""

DOCUMENT_KIND = Kind(DOCUMENT, Archived(Document, lambda body: str(body.id), Document), has_file=True)

_ODD_SHAPES = (ShapeError, KeyError, TypeError, ValueError, AttributeError)
"""What reading a record that another version wrote may raise."""


class DocumentRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._shown: set[str] = set()
        self._showing = threading.Lock()
        """Taken before the store's own lock. Between a document being shown and a record naming it, none sweeps it."""

    def add(self, document: Document, chunks: Iterable[bytes]) -> Change:
        """Keep a document.

        Its file is durable before its record, so no record ever names a missing file. Raises `DocumentError`
        (`damaged`) when the content is not what `document.size` and `sha256` say.
        """
        self._shown.add(document.id)
        stored = self._store.attachments.put(document.id, chunks)
        if (stored.size, stored.sha256) != (document.size, document.sha256):
            self._store.attachments.delete(document.id)
            raise DocumentError("damaged")
        with self._store.transaction() as tx:
            _put(tx, document)
        return Change.of((DOCUMENT, document.id))

    def get(self, document_id: str) -> Document | None:
        body = self._store.get(DOCUMENT, document_id)
        return None if body is None else codec.structure(body, Document)

    def some(self, document_ids: Iterable[str]) -> dict[str, Document]:
        """Return the readable ones of these documents, by id."""
        found = {}
        for document_id in document_ids:
            with suppress(DamagedRecordError):
                if (document := self.get(document_id)) is not None:
                    found[document_id] = document
        return found

    def open(self, document_id: str) -> BinaryIO:
        """Read the content, from any position. Close it after use.

        Raises `DamagedRecordError`, at once or while reading, when it is not there whole.
        """
        try:
            return self._store.attachments.open(document_id)
        except FileNotFoundError:
            raise DamagedRecordError(DOCUMENT, document_id) from None

    def list(self) -> list[Document]:
        """Return the person's own documents, the one added last first.

        A listed document can be attached: no sweep deletes it until the profile is opened the next time. Not to be
        called within a transaction.
        """
        with self._showing:
            documents = _documents(self._store)
            self._shown.update(document.id for document in documents)
        return sorted(documents, key=lambda document: (document.added_at, document.id), reverse=True)

    def set_upload_url(self, document_id: str, upload_url: str | None) -> Document:
        """Remember the upload's URL, or forget it to begin again."""
        return self._change(document_id, upload_url=upload_url, uploaded=False)

    def keep_as_is(self, document_id: str) -> Document:
        """Remember that the person keeps a photograph, whatever it lacks."""
        return self._change(document_id, report=None)

    def names(self) -> set[str]:
        """Return the names of all documents."""
        return {document.name for document in _documents(self._store)}

    def mark_uploaded(self, document_id: str, uploaded: bool = True) -> Document:
        """Remember whether the ministry holds the whole document."""
        return self._change(document_id, uploaded=uploaded)

    def delete(self, document_id: str) -> Change:
        """Delete a document unless a draft, request or reply names it.

        Changes nothing when one does.
        """
        with self._store.transaction() as tx:
            named = self._named()
            if named is None or document_id in named or not tx.delete(DOCUMENT, document_id):
                return Change()
        self._store.attachments.delete(document_id)
        return Change.of((DOCUMENT, document_id))

    def sweep(self) -> Change:
        """Sweep documents that nothing names, and files without a record.

        A crash leaves such ones behind. Files are set aside for two weeks (`Attachments.sweep`); the record of a
        document stays as long, so that one that comes to be named is whole again. Nothing is swept while a record
        cannot be read, is of a kind that this version does not know, or may be missing.

        To be called once after opening the profile; the person may be at work meanwhile. Most of the time nothing is
        unnamed, and then no other writing waits for it.
        """
        attachments, now = self._store.attachments, self._clock.time()
        waiting = attachments.set_aside(now)
        kept = self._kept(now)
        if kept is None or (kept == attachments.ids() and not waiting):
            attachments.sweep(lambda: None, now)
            return Change()
        over = {document_id for document_id, is_over in waiting.items() if is_over}
        with self._showing:
            with self._store.transaction() as tx:
                # Computed again: records imported meanwhile may name one of them. Nothing is deleted while a
                # file is missing, as `Attachments.sweep` says.
                kept = self._kept(now)
                there = attachments.ids() | waiting.keys()
                unnamed = set() if kept is None or kept - there else over - kept
                gone = {document_id for document_id in unnamed if tx.delete(DOCUMENT, document_id)}
            with self._store.transaction():
                # Within one, so that no archive brings in the record of a file that is on its way out.
                attachments.sweep(lambda: self._kept(now, over), now)
        return Change.of(*((DOCUMENT, document_id) for document_id in gone))

    def _is_certain(self) -> bool:
        """True if no record is missing, damaged or of an unknown kind."""
        store = self._store
        return store.is_whole and not store.damaged() and not store.census().keys() - store.kinds.keys()

    def _change(self, document_id: str, **changes: Any) -> Document:
        with self._store.transaction() as tx:
            document = self.get(document_id)
            if document is None:
                raise DamagedRecordError(DOCUMENT, document_id)
            document = replace(document, **changes)
            _put(tx, document)
        return document

    def _named(self) -> set[str] | None:
        """Return every document that a record names.

        None while there is a record that may name others.
        """
        there = self._store.census()
        try:
            return None if there.keys() - self._store.kinds.keys() else set(_names(self._store, there))
        except (DamagedRecordError, *_ODD_SHAPES):
            return None

    def _kept(self, now: float, over: Set[str] = frozenset()) -> set[str] | None:
        """Return the files that are to stay, and those that are missing.

        None where that is not certain. Those of `over` stay while they have a record: it goes first.
        """
        named = self._named() if self._is_certain() else None
        if named is None:
            return None
        there = self._store.census()
        with_files = [kind.name for kind in self._store.kinds.values() if kind.has_file]
        recorded = {record_id for kind in with_files for record_id in there.get(kind, ())}
        documents = there.get(DOCUMENT, set())
        attachments = self._store.attachments
        files = attachments.ids() | attachments.set_aside(now).keys()
        others = recorded - documents
        # What is named and has neither record nor file is gone; it must not end all sweeping.
        return (others | named | self._shown | over & documents) & (recorded | files) | (recorded - files)


def _names(store: RecordStore, there: Mapping[str, Set[str]]) -> Iterator[str]:
    """Yield every document that a record names.

    What cannot be read raises `DamagedRecordError` or one of `_ODD_SHAPES`.
    """
    _documents(store)
    for name, kind in store.kinds.items():
        if kind.papers is None and not kind.has_file:
            continue
        listed = dict(store.listing(name))
        if missed := there.get(name, set()) ^ listed.keys():
            raise DamagedRecordError(name, min(missed))
        if kind.papers is None:
            continue
        for record_id, head in listed.items():
            told = None if kind.papers_in_head is None else kind.papers_in_head(head)
            yield from kind.papers(store.get(name, record_id) or {}) if told is None else told


def _documents(store: RecordStore) -> list[Document]:
    return [codec.structure(head, Document) for _, head in store.listing(DOCUMENT)]


def _put(tx: Transaction, document: Document) -> None:
    kept = codec.unstructure(document)
    tx.put(DOCUMENT, document.id, kept, head=kept)
