"""What the senders of all kinds are made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.api.client import MinistryClient
from services.clock import Clock
from services.kinds import Kinds
from services.outbox.papers import PaperUploads
from services.outbox.ports import Sender, Sync
from services.vault.interface import Body, RecordStore


@dataclass(frozen=True, slots=True)
class Means:
    """What works for one open profile."""

    store: RecordStore
    clock: Clock
    papers: PaperUploads
    ministry: MinistryClient


def senders_of(kinds: Kinds, means: Means) -> dict[str, Sender]:
    """Make what sends the records of each kind that is sent."""
    return {name: kind.sender(means) for name, kind in kinds.items() if kind.sender is not None}


def syncs_of(kinds: Kinds, means: Means) -> list[Sync]:
    """Make what brings the records of each kind that has it."""
    return [kind.sync(means) for kind in kinds.values() if kind.sync is not None]


def documents_in(sent: Body) -> Iterator[str]:
    """Return the document ids in the body of a request or reply."""
    return (paper["document_id"] for paper in sent.get("papers", []))
