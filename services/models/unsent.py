"""A message or a reply to an agency while it is being written."""

from __future__ import annotations

from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Unsent:
    """`id` says what it is to become, and of which case or ask: see `services.unsent`."""

    id: str
    text: str = ""
    """Just as it was typed."""
    documents: list[str] = field(default_factory=list)
    """Ids of the documents that go with a reply."""

    def copy(self) -> Unsent:
        """Copy it, so that later changes do not reach the copy."""
        return replace(self, documents=[*self.documents])
