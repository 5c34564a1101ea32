"""The documents of a profile: photographs and files kept encrypted, each with the record that names it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, BinaryIO

from services import codec
from services.clock import Clock
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

    def add(self, document: Document, chunks: Iterable[bytes]) -> Change:
        """Keep a document. Its file is durable before its record, so no record ever names a missing file.

        Raises `DocumentError` (`damaged`) when the content is not what `document.size` and `sha256` say.
        """
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
        """The person's own documents, the one added last first."""
        documents = [codec.structure(head.head, Document) for head in self._store.heads(DOCUMENT)]
        return sorted(documents, key=lambda document: (document.added_at, document.id), reverse=True)

    def set_upload_url(self, document_id: str, upload_url: str | None) -> Document:
        """Remember where the ministry takes the rest, or forget it to begin again."""
        return self._change(document_id, upload_url=upload_url, uploaded=False)

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

        Call it once after opening the profile, before anything is added.
        """
        named = self._named()
        if named is None:
            return Change()
        oldest = self._clock.now() - GRACE
        left = [document for document in self.list() if document.id not in named]
        change = Change()
        for document in left:
            if datetime.fromisoformat(document.added_at) < oldest:
                change |= self.delete(document.id)
        self._store.attachments.sweep(self._kept)
        return change

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
        for kind, names in _NAMED_BY.items():
            for head in self._store.heads(kind):
                try:
                    body = self._store.get(kind, head.id)
                except DamagedRecordError:
                    return None
                named.update(names(body or {}))
        damaged = any(kind in _NAMED_BY for kind, _ in self._store.damaged())
        return None if damaged else named

    def _kept(self) -> set[str]:
        return {record_id for kind in _WITH_FILES for record_id in self._store.ids(kind)}


def _put(tx: Transaction, document: Document) -> None:
    kept = codec.unstructure(document)
    tx.put(DOCUMENT, document.id, kept, head=kept)


def _of_draft(body: Body) -> Iterator[str]:
    for document_ids in body.get("papers", {}).values():
        yield from document_ids


def _of_papers(body: Body) -> Iterator[str]:
    return (paper["document_id"] for paper in body.get("papers", []))


_NAMED_BY: dict[str, Callable[[Body], Iterator[str]]] = {
    "draft": _of_draft,
    "request": lambda body: chain(_of_papers(body["request"]), _of_draft(body["draft"])),
    "reply": lambda body: _of_papers(body["reply"]),
    "unsent": lambda body: iter(body.get("documents", [])),
}
"""Which documents a record of each kind names."""

_WITH_FILES = (DOCUMENT, "decision_paper")
"""Kinds of the records that have a file of their own id beside them."""
