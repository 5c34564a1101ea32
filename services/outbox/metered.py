"""Saving data: large papers wait for the person's word, small things go.

No desktop tells whether its network is metered, and Android's answer is often wrong behind a shared phone. So the
person chooses, in the profile. `docs/adr/0018` has the reasons.
"""

from __future__ import annotations

from services.document_repository import DocumentRepository
from services.errors import DamagedRecordError
from services.outbox.choice import SendingChoiceRepository
from services.outbox.states import ANYWAY
from services.vault.interface import Head, RecordStore

LARGE = 256 * 1024
"""Bytes of papers that are still to be sent, from which a record is held back. A photograph of a page has more."""


class DataSaver:
    """The person's choice of what should not go over a network that costs. Its calls block."""

    def __init__(
        self, store: RecordStore, documents: DocumentRepository, choice: SendingChoiceRepository
    ) -> None:
        self._store = store
        self._documents = documents
        self._choice = choice

    def holds(self, head: Head) -> bool:
        """True if a record is to wait for the person's word."""
        if head.head.get(ANYWAY) or self._store.kinds[head.kind].sent_papers is None:
            return False
        try:
            return self._choice.get().save_data and self._left(head) > LARGE
        except DamagedRecordError:
            return False  # the attempt says so, and the record needs attention

    def _left(self, head: Head) -> int:
        """Count the bytes of papers that the ministry lacks.

        A paper that it holds in part counts whole.
        """
        body, sent_papers = self._store.get(head.kind, head.id), self._store.kinds[head.kind].sent_papers
        papers = [] if body is None or sent_papers is None else sent_papers(body)
        documents = [self._documents.get(document_id) for document_id in papers]
        return sum(document.size for document in documents if document is not None and not document.uploaded)
