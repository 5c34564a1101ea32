"""Drafts of requests: kept in the store, and saved while the person types."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Protocol

from services import codec
from services.errors import VaultError
from services.models.request import Draft, RawInput
from services.vault.interface import Head, RecordStore, Transaction

KIND = "draft"

SAVE_AFTER = 0.15
"""Seconds from the first unsaved change to its writing. With the writing itself it stays under 300 ms."""
RETRY_AFTER = 1.0
"""Seconds until a writing that failed is tried again."""


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
        """Remove a draft for good. Let the `DraftSaver` forget it first, or a late writing brings it back."""
        if tx is not None:
            tx.delete(KIND, draft_id)
            return
        with self._store.transaction() as own:
            own.delete(KIND, draft_id)


def answered(draft: Draft) -> int:
    """How many questions have something in them."""
    filled = {question for question, value in draft.inputs.items() if _is_filled(value)}
    return len(filled | {question for question, documents in draft.papers.items() if documents})


class Later(Protocol):
    """Calls `job` once after `seconds`, from some thread."""

    def __call__(self, seconds: float, job: Callable[[], None]) -> None: ...


def thread_later(seconds: float, job: Callable[[], None]) -> None:
    """A thread for each job: nothing to start, to stop or to die unnoticed. Costs about 0.1 ms."""
    timer = threading.Timer(seconds, job)
    timer.daemon = True
    timer.start()


class DraftSaver:
    """Writes drafts while they are typed, off the thread that types.

    `save` writes one draft and may raise `VaultError`; `on_error` then hears it, and the writing is tried
    again until it succeeds; nothing is dropped. `on_saved` hears the ids of what was written. Both are called
    from the thread that wrote: a worker's, or that of `flush` and `close`.
    """

    def __init__(
        self,
        save: Callable[[Draft], None],
        *,
        on_error: Callable[[VaultError], None],
        on_saved: Callable[[list[str]], None] = lambda _: None,
        later: Later = thread_later,
    ) -> None:
        self._save = save
        self._on_error = on_error
        self._on_saved = on_saved
        self._later = later
        self._unsaved: dict[str, Draft] = {}
        self._scheduled = False
        self._closed = False
        self._changing = threading.Lock()
        """Held for moments only: `changed` is called by the thread that types."""
        self._writing = threading.Lock()
        """Held while the disk is written to, so that writings stay in order. Taken before `_changing`."""

    def changed(self, draft: Draft) -> None:
        """Take the draft as it is now; the caller may go on changing it. Cheap, never waits for the disk."""
        taken = _copy(draft)
        with self._changing:
            if self._closed:
                raise ValueError("the saver is closed")
            # Removed first, so that what changed last is written last.
            self._unsaved.pop(draft.id, None)
            self._unsaved[draft.id] = taken
            self._schedule(SAVE_AFTER)

    @property
    def is_saved(self) -> bool:
        """Whether all that `changed` took is on the disk. Waits for a writing under way."""
        with self._writing, self._changing:
            return not self._unsaved

    def flush(self) -> None:
        """Write what is unsaved now, in this thread. Raises `VaultError`; it is tried again all the same."""
        error = self._write()
        if error is not None:
            raise error

    def close(self) -> None:
        """Write what is unsaved and stop; call it before the store closes. Raises `VaultError`."""
        with self._changing:
            self._closed = True
        self.flush()

    def forget(self, draft_id: str) -> None:
        """Write this draft no more: it is about to be deleted or sent. Waits for a writing under way."""
        with self._writing, self._changing:
            self._unsaved.pop(draft_id, None)

    def _schedule(self, seconds: float) -> None:
        if not self._scheduled and not self._closed:
            self._scheduled = True
            self._later(seconds, self._write_and_tell)

    def _write_and_tell(self) -> None:
        with self._changing:
            self._scheduled = False
            if self._closed:
                return
        error = self._write()
        if error is not None:
            self._on_error(error)

    def _write(self) -> VaultError | None:
        """Write all that is unsaved, oldest change first. One that fails does not hold up the rest."""
        saved: list[str] = []
        failed: VaultError | None = None
        with self._writing:
            with self._changing:
                batch, self._unsaved = self._unsaved, {}
            try:
                for draft_id, draft in batch.items():
                    try:
                        self._save(draft)
                    except VaultError as error:
                        failed = error
                    else:
                        saved.append(draft_id)
            finally:
                self._keep([draft for draft_id, draft in batch.items() if draft_id not in saved])
        if saved:
            self._on_saved(saved)
        return failed

    def _keep(self, drafts: list[Draft]) -> None:
        """Put back what was not written, unless it changed again meanwhile."""
        if not drafts:
            return
        with self._changing:
            self._unsaved = {draft.id: draft for draft in drafts} | self._unsaved
            self._schedule(RETRY_AFTER)


def _copy(draft: Draft) -> Draft:
    inputs = {question: _copy_input(value) for question, value in draft.inputs.items()}
    return replace(draft, inputs=inputs, papers={key: [*ids] for key, ids in draft.papers.items()})


def _copy_input(value: RawInput) -> RawInput:
    return value.copy() if isinstance(value, list | dict) else value


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
