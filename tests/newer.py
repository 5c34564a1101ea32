"""Records as a newer version of the app writes them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from services.kinds import Kind, declared
from services.vault import RecordStore, Vault
from tests.memory_store import InMemoryRecordStore


@contextmanager
def by_newer_version(store: RecordStore, kind: str) -> Iterator[None]:
    """Let the transactions that begin meanwhile know one kind more."""
    assert isinstance(store, InMemoryRecordStore | Vault)
    holder = store._rows if isinstance(store, Vault) else store
    known = holder.kinds
    holder.kinds = declared(*known.values(), Kind(kind))
    try:
        yield
    finally:
        holder.kinds = known
