"""The one record of a kind that a profile has once, as a choice."""

from __future__ import annotations

from typing import Generic, TypeVar

from services import codec
from services.kinds import ONLY
from services.vault.interface import RecordStore

T = TypeVar("T")


class SingleRecord(Generic[T]):
    """All calls block; see `RecordStore` for what they raise."""

    def __init__(self, store: RecordStore, kind: str, shape: type[T]) -> None:
        self._store = store
        self._kind = kind
        self._shape = shape

    def get(self) -> T | None:
        """Return what is kept, or None where nothing usable is."""
        body = self._store.get(self._kind, ONLY)
        try:
            return None if body is None else codec.structure(body, self._shape)
        except codec.ShapeError:
            return None

    def keep(self, value: T) -> None:
        with self._store.transaction() as tx:
            tx.put(self._kind, ONLY, codec.unstructure(value))
