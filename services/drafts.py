"""Drafts of requests, kept in the store."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from services import codec
from services.models.request import Draft, RawInput
from services.vault.interface import Head, RecordStore, Transaction

KIND = "draft"


@dataclass(frozen=True, slots=True)
class DraftHead:
    """What a list shows of a draft."""

    id: str
    service_id: str
    form_version: str
    created_at: str
    updated_at: str
    answered: int
    """Questions with something in them, papers included; whether it is right is not looked at."""
    group: str | None = None


class DraftRepository:
    """The drafts of one profile. Every call blocks; see `RecordStore` for what it raises."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def save(self, draft: Draft, tx: Transaction | None = None) -> None:
        """Write a draft, new or not; within `tx` where it belongs to a larger change."""
        head = {
            "service_id": draft.service_id,
            "form_version": draft.form_version,
            "created_at": draft.created_at,
            "updated_at": draft.updated_at,
            "answered": answered(draft),
            "group": draft.group,
        }
        if tx is not None:
            tx.put(KIND, draft.id, codec.unstructure(draft), head=head)
            return
        with self._store.transaction() as own:
            own.put(KIND, draft.id, codec.unstructure(draft), head=head)

    def get(self, draft_id: str) -> Draft | None:
        body = self._store.get(KIND, draft_id)
        return None if body is None else codec.structure(body, Draft)

    def list(self) -> list[DraftHead]:
        """All drafts, the one written last first."""
        return [_draft_head(head) for head in self._store.heads(KIND)]

    def delete(self, draft_id: str, tx: Transaction | None = None) -> None:
        """Remove a draft for good. Let the `Saver` forget it first, or a late writing brings it back."""
        if tx is not None:
            tx.delete(KIND, draft_id)
            return
        with self._store.transaction() as own:
            own.delete(KIND, draft_id)


def answered(draft: Draft) -> int:
    """How many questions have something in them."""
    filled = {question for question, value in draft.inputs.items() if _is_filled(value)}
    return len(filled | {question for question, documents in draft.papers.items() if documents})


def _is_filled(value: RawInput) -> bool:
    if isinstance(value, bool):
        return True
    parts: list[Any] = [*value.values()] if isinstance(value, dict) else [*value]
    return any(part.strip() for part in parts)


def _draft_head(head: Head) -> DraftHead:
    told = head.head
    return DraftHead(
        id=head.id,
        service_id=told["service_id"],
        form_version=told["form_version"],
        created_at=told["created_at"],
        updated_at=told["updated_at"],
        answered=told["answered"],
        group=told["group"],
    )
