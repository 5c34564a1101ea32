"""Drafts of requests, kept in the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from services import codec
from services.codec import ShapeError
from services.errors import DamagedRecordError
from services.kinds import Archived, Kind
from services.models.request import Draft, RawInput
from services.vault.interface import Body, HeadValue, RecordStore, Transaction

KIND = "draft"


class DraftHead(NamedTuple):
    """What a list shows of a draft. A tuple: lists may have ten thousand.

    In the store it is a list of all of this after the id (docs/adr/0011). An earlier version kept names with it, and
    did not say which documents a draft has.
    """

    id: str
    service_id: str
    form_version: str
    created_at: str
    updated_at: str
    answered: int
    """Questions with something in them, papers included; whether it is right is not looked at."""
    group: str | None = None
    papers: list[str] | None = None
    """Ids of the documents attached to it, None for none."""


class DraftRepository:
    """The drafts of one profile. Every call blocks; see `RecordStore` for what it raises."""

    def __init__(self, store: RecordStore) -> None:
        self._store = store

    def save(self, draft: Draft, tx: Transaction | None = None) -> None:
        """Write a draft, new or not.

        Within `tx` where it belongs to a larger change.
        """
        body, head = _body_of(draft), head_of(draft)
        if tx is not None:
            tx.put(KIND, draft.id, body, head=head)
            return
        with self._store.transaction() as own:
            own.put(KIND, draft.id, body, head=head)

    def get(self, draft_id: str) -> Draft | None:
        body = self._store.get(KIND, draft_id)
        return None if body is None else codec.structure(body, Draft)

    def list(self, most: int | None = None) -> list[DraftHead]:
        """Return the `most` drafts that were written last, or all of them.

        The one written last first.
        """
        make = DraftHead._make  # takes two thirds of the time that DraftHead does
        return [
            make((id_, *head)) if type(head) is list else _named_head(id_, head)
            for id_, head in self._store.listing(KIND, most)
        ]

    def latest(self, service_id: str) -> DraftHead | None:
        """Return the draft of a service that was written last.

        Opens the heads that were written after it.
        """
        for id_, head in self._store.listing(KIND):
            if (head[0] if type(head) is list else head["service_id"]) == service_id:
                return DraftHead(id_, *head) if type(head) is list else _named_head(id_, head)
        return None

    def count(self) -> int:
        """Return how many drafts there are, without opening any."""
        return self._store.count(KIND)

    def delete(self, draft_id: str, tx: Transaction | None = None) -> None:
        """Remove a draft for good.

        Let the `Saver` forget it first, or a late writing brings it back.
        """
        if tx is not None:
            tx.delete(KIND, draft_id)
            return
        with self._store.transaction() as own:
            own.delete(KIND, draft_id)

    def renew(self) -> bool:
        """Give the drafts of an earlier version the heads of this one.

        True if there were any. All or none, and all are written: their order, which is that of writing, stays.
        """
        old = [id_ for id_, head in self._store.listing(KIND) if isinstance(head, dict)]
        if not any(self._readable(id_) for id_ in old):
            return False
        with self._store.transaction() as tx:
            for id_, _ in [*self._store.listing(KIND)][::-1]:
                if (read := self._readable(id_)) is not None:
                    body, draft = read
                    tx.put(KIND, id_, body, head=head_of(draft))
        return True

    def _readable(self, draft_id: str) -> tuple[Body, Draft] | None:
        """Read body and draft; None if missing or damaged.

        Opening a damaged one raises its error.
        """
        try:
            body = self._store.get(KIND, draft_id)
            return None if body is None else (body, codec.structure(body, Draft))
        except (DamagedRecordError, ShapeError):
            return None


def _body_of(draft: Draft) -> Body:
    """Return the body as `codec.unstructure` would, without copies.

    The store packs it at once.
    """
    body: Body = {
        "id": draft.id,
        "service_id": draft.service_id,
        "form_version": draft.form_version,
        "language": draft.language,
        "created_at": draft.created_at,
        "updated_at": draft.updated_at,
    }
    for name in _MAY_BE_EMPTY:
        if value := getattr(draft, name):
            body[name] = value
    if draft.group is not None:
        body["group"] = draft.group
    return body


_MAY_BE_EMPTY = ("inputs", "papers", "needs_look", "refused")


def head_of(draft: Draft) -> list[Any]:
    """Return what the store keeps for lists."""
    papers = None
    if draft.papers:
        papers = [*dict.fromkeys(id_ for documents in draft.papers.values() for id_ in documents)] or None
    told = (draft.service_id, draft.form_version, draft.created_at, draft.updated_at)
    return [*told, answered(draft), draft.group, papers]


def spelled_out(head: HeadValue) -> Body:
    """Return the head with names for its values, for readers of archives."""
    if isinstance(head, dict):
        return head
    told = DraftHead("", *head)._asdict()
    return {name: value for name, value in told.items() if name not in ("id", "papers")}


def papers_in(head: HeadValue) -> list[str] | None:
    """Return the documents that a draft has, by its head.

    None for a head of an earlier version, which does not say.
    """
    return None if isinstance(head, dict) else DraftHead("", *head).papers or []


def answered(draft: Draft) -> int:
    """Return how many questions have something in them."""
    inputs = draft.inputs
    count = 0
    for value in inputs.values():
        count += _is_filled(value)
    for question, documents in draft.papers.items():
        if documents and not (question in inputs and _is_filled(inputs[question])):
            count += 1
    return count


@dataclass(frozen=True)
class _ArchivedHead:
    service_id: str
    form_version: str
    created_at: str
    updated_at: str
    answered: int
    group: str | None = None


def papers_of(body: Body) -> Iterator[str]:
    """Yield the documents that a draft has, by its body."""
    for document_ids in body.get("papers", {}).values():
        yield from document_ids


DRAFT_KIND = Kind(
    KIND,
    Archived(Draft, lambda body: str(body.id), _ArchivedHead, spelled_out, head_of),
    papers=papers_of,
    papers_in_head=papers_in,
    concerns="drafts",
)


def _is_filled(value: RawInput) -> bool:
    if isinstance(value, str):
        return value != "" and not value.isspace()
    if isinstance(value, bool):
        return True
    parts: list[Any] = [*value.values()] if isinstance(value, dict) else [*value]
    return any(part.strip() for part in parts)


def _named_head(id_: str, head: Body) -> DraftHead:
    names = DraftHead._fields[1:-1]
    return DraftHead(id_, *(head[name] for name in names))
