"""Saving data: large papers wait for the person's word, small things go.

No desktop tells whether its network is metered, and Android's answer is often wrong behind a shared phone. So the
person chooses, in the profile. `docs/adr/0062` has the reasons.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.document_repository import DocumentRepository
from services.errors import DamagedRecordError
from services.outbox.choice import SendingChoiceRepository
from services.outbox.states import ANYWAY
from services.replies import REPLY
from services.requests import REQUEST
from services.vault.interface import Body, Head, RecordStore

LARGE = 256 * 1024
"""Bytes of papers that are still to be sent, from which a record is held back. A photograph of a page has more."""

_PAPERS: dict[str, Callable[[Body], list[dict[str, Any]]]] = {
    REQUEST: lambda body: list(body["request"].get("papers", [])),
    REPLY: lambda body: list(body["reply"].get("papers", [])),
}


class DataSaver:
    """`Metered` by the person's choice. Its calls block."""

    def __init__(
        self, store: RecordStore, documents: DocumentRepository, choice: SendingChoiceRepository
    ) -> None:
        self._store = store
        self._documents = documents
        self._choice = choice

    def holds(self, head: Head) -> bool:
        if head.head.get(ANYWAY) or head.kind not in _PAPERS:
            return False
        try:
            return self._choice.get().save_data and self._left(head) > LARGE
        except DamagedRecordError:
            return False  # the attempt says so, and the record needs attention

    def _left(self, head: Head) -> int:
        """Bytes of papers that the ministry does not hold whole."""
        body = self._store.get(head.kind, head.id)
        papers = [] if body is None else _PAPERS[head.kind](body)
        documents = [self._documents.get(paper["document_id"]) for paper in papers]
        return sum(document.size for document in documents if document is not None and not document.uploaded)
