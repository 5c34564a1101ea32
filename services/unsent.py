"""What is being written to an agency, kept like a draft until it is sent or emptied."""

from __future__ import annotations

from services import codec
from services.kinds import Archived, Kind
from services.models.appeal import LetterPart
from services.models.unsent import Unsent
from services.vault.interface import RecordStore, Transaction

UNSENT = "unsent"
"""The kind of these records. A record goes in the transaction that keeps what it became."""

UNSENT_KIND = Kind(
    UNSENT,
    Archived(Unsent, lambda body: str(body.id)),
    papers=lambda body: iter(body.get("documents", [])),
)


def message_id(case_id: str) -> str:
    """Return the id of the message being written in a case."""
    return f"message-{case_id}"


def reply_id(ask_id: str) -> str:
    """Return the id of the reply being written to an ask."""
    return f"reply-{ask_id}"


def letter_id(case_id: str, appeal: str, part: LetterPart) -> str:
    """Return the id of a part of a letter of appeal."""
    return f"letter-{case_id}-{appeal}-{part}"


class UnsentRepository:
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def save(self, unsent: Unsent) -> None:
        """Write it, new or not. An empty one leaves no record."""
        with self._store.transaction() as tx:
            if unsent.text or unsent.documents:
                tx.put(UNSENT, unsent.id, codec.unstructure(unsent))
            else:
                tx.delete(UNSENT, unsent.id)

    def get(self, id_: str) -> Unsent:
        """Return what is being written; empty where nothing was."""
        body = self._store.get(UNSENT, id_)
        return Unsent(id_) if body is None else codec.structure(body, Unsent)


def restore(store: RecordStore, tx: Transaction, refused: Unsent) -> None:
    """Put refused text before the text being written in its place."""
    body = store.get(UNSENT, refused.id)
    written = Unsent(refused.id) if body is None else codec.structure(body, Unsent)
    texts = [text for text in (refused.text, written.text) if text.strip()]
    documents = [*dict.fromkeys([*refused.documents, *written.documents])]
    tx.put(UNSENT, refused.id, codec.unstructure(Unsent(refused.id, "\n\n".join(texts), documents)))
