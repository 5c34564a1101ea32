"""What a write changed, so that only the screens concerned reload."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """The records that a write touched, as (kind, id)."""

    records: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, *records: tuple[str, str]) -> Change:
        return cls(frozenset(records))

    def __or__(self, other: Change) -> Change:
        return Change(self.records | other.records)

    def __bool__(self) -> bool:
        return bool(self.records)

    def ids(self, kind: str) -> frozenset[str]:
        """Return the ids of the records of one kind that changed."""
        return frozenset(record_id for record_kind, record_id in self.records if record_kind == kind)
