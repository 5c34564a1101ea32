"""The kinds of records that this version knows: what deleting and archiving have to know of each.

A record of another kind was written by a newer version. It may name any document, so while there is one nothing is
swept; and no archive can hold it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain

from services.vault.interface import Body

Papers = Callable[[Body], Iterator[str]]


def _of_draft(body: Body) -> Iterator[str]:
    for document_ids in body.get("papers", {}).values():
        yield from document_ids


def _of_papers(body: Body) -> Iterator[str]:
    return (paper["document_id"] for paper in body.get("papers", []))


@dataclass(frozen=True, slots=True)
class Kind:
    """What is true of all records of a kind."""

    papers: Papers | None = None
    """Which documents the body of a record names; None for a kind that never names any."""
    has_file: bool = False
    """True if a file of the record's own id lies beside it."""
    is_sent: bool = False
    """True if every record of it is to be sent: one without a state has lost it."""


KINDS: dict[str, Kind] = {
    "document": Kind(has_file=True),
    "draft": Kind(_of_draft),
    "request": Kind(lambda body: chain(_of_papers(body["request"]), _of_draft(body["draft"])), is_sent=True),
    "message": Kind(),
    "reply": Kind(lambda body: _of_papers(body["reply"]), is_sent=True),
    "unsent": Kind(lambda body: iter(body.get("documents", []))),
    "case": Kind(),
    "decision_paper": Kind(has_file=True),
    "person": Kind(),
    "known": Kind(),
    "comfort": Kind(),
    "sending_choice": Kind(),
    "locking": Kind(),
    "token": Kind(),
}
"""By the name under which they are stored."""

WITH_FILES = tuple(name for name, kind in KINDS.items() if kind.has_file)
