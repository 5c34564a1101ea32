"""The documents of a profile: photographs and files kept encrypted, each with the record that names it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, BinaryIO

from services import codec
from services.clock import Clock
from services.drafts import KIND as DRAFT
from services.drafts import papers_in
from services.errors import DamagedRecordError, DocumentError
from services.models.change import Change
from services.models.document import Document
from services.vault.interface import Body, RecordStore, Transaction

DOCUMENT = "document"
"""The kind of these records."""

GRACE = timedelta(days=1)
"""How long a document that nothing names is kept: the draft that attaches it may be about to be written."""


class DocumentRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self._shown: set[str] = set()
        self._showing = threading.Lock()
        """Taken before the store's own lock. Between a document being shown and a record naming it, none sweeps it."""

    def add(self, document: Document, chunks: Iterable[bytes]) -> Change:
        """Keep a document. Its file is durable before its record, so no record ever names a missing file.

        Raises `DocumentError` (`damaged`) when the content is not what `document.size` and `sha256` say.
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

    def open(self, document_id: str) -> BinaryIO:
        """Read the content, from any position. Close it after use.

        Raises `DamagedRecordError`, at once or while reading, when it is not there whole.
        """
        try:
            return self._store.attachments.open(document_id)
        except FileNotFoundError:
            raise DamagedRecordError(DOCUMENT, document_id) from None

    def list(self) -> list[Document]:
        """The person's own documents, the one added last first. What was listed is there to be attached: until the
        profile is opened anew, no sweep takes it. Not to be called within a transaction.
        """
        with self._showing:
            documents = _documents(self._store)
            self._shown.update(document.id for document in documents)
        return sorted(documents, key=lambda document: (document.added_at, document.id), reverse=True)

    def set_upload_url(self, document_id: str, upload_url: str | None) -> Document:
        """Remember where the ministry takes the rest, or forget it to begin again."""
        return self._change(document_id, upload_url=upload_url, uploaded=False)

    def keep_as_is(self, document_id: str) -> Document:
        """Remember that the person keeps a photograph, whatever it lacks."""
        return self._change(document_id, report=None)

    def names(self) -> set[str]:
        """The names of all documents."""
        return {document.name for document in _documents(self._store)}

    def mark_uploaded(self, document_id: str, uploaded: bool = True) -> Document:
        """Remember that the ministry holds the whole document, or that it does not after all."""
        return self._change(document_id, uploaded=uploaded)

    def delete(self, document_id: str) -> Change:
        """Delete a document that no draft, request or reply names, sent or being written.

        Changes nothing when one does.
        """
        with self._store.transaction() as tx:
            named = self._named()
            if named is None or document_id in named or not tx.delete(DOCUMENT, document_id):
                return Change()
        self._store.attachments.delete(document_id)
        return Change.of((DOCUMENT, document_id))

    def sweep(self) -> Change:
        """Delete what a crash left behind: documents a day old that nothing names, files without a record.

        To be called once after opening the profile; the person may be at work meanwhile. Most of the time nothing is
        old and unnamed, and then no other writing waits for it.
        """
        oldest = self._clock.now() - GRACE
        old = {each.id for each in _documents(self._store) if datetime.fromisoformat(each.added_at) < oldest}
        left = old and self._unnamed(old)
        gone: set[str] = set()
        if left:
            with self._showing, self._store.transaction() as tx:
                # Anew: what is brought in from an archive may have come to name one of them.
                left = self._unnamed(left - self._shown)
                gone = {document_id for document_id in left if tx.delete(DOCUMENT, document_id)}
        for document_id in gone:
            self._store.attachments.delete(document_id)
        with self._store.transaction():
            # Within one, so that no archive brings in the record of a file that is on its way out.
            self._store.attachments.sweep(self._kept)
        return Change.of(*((DOCUMENT, document_id) for document_id in gone))

    def _unnamed(self, documents: Set[str]) -> set[str]:
        named = self._named()
        return set() if named is None else {*documents} - named

    def _change(self, document_id: str, **changes: Any) -> Document:
        with self._store.transaction() as tx:
            document = self.get(document_id)
            if document is None:
                raise DamagedRecordError(DOCUMENT, document_id)
            document = replace(document, **changes)
            _put(tx, document)
        return document

    def _named(self) -> set[str] | None:
        """Every document that a record names; None when a record that may name some does not open."""
        named: set[str] = set()
        try:
            for kind, names in _NAMED_BY.items():
                for record_id, head in self._store.listing(kind):
                    told = papers_in(head) if kind == DRAFT else None
                    named.update(names(self._store.get(kind, record_id) or {}) if told is None else told)
        except DamagedRecordError:
            return None
        damaged = any(kind in _NAMED_BY for kind, _ in self._store.damaged())
        return None if damaged else named

    def _kept(self) -> set[str]:
        return {record_id for kind in _WITH_FILES for record_id in self._store.ids(kind)}


def _documents(store: RecordStore) -> list[Document]:
    return [codec.structure(head, Document) for _, head in store.listing(DOCUMENT)]


def _put(tx: Transaction, document: Document) -> None:
    kept = codec.unstructure(document)
    tx.put(DOCUMENT, document.id, kept, head=kept)


def _of_draft(body: Body) -> Iterator[str]:
    for document_ids in body.get("papers", {}).values():
        yield from document_ids


def _of_papers(body: Body) -> Iterator[str]:
    return (paper["document_id"] for paper in body.get("papers", []))


_NAMED_BY: dict[str, Callable[[Body], Iterator[str]]] = {
    DRAFT: _of_draft,
    "request": lambda body: chain(_of_papers(body["request"]), _of_draft(body["draft"])),
    "reply": lambda body: _of_papers(body["reply"]),
    "unsent": lambda body: iter(body.get("documents", [])),
}
"""Which documents a record of each kind names."""

_WITH_FILES = (DOCUMENT, "decision_paper")
"""Kinds of the records that have a file of their own id beside them."""
