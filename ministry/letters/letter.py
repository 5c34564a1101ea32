"""What a letter that notifies a decision says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Appeal:
    to: str
    how: str
    law: str


@dataclass(frozen=True, slots=True)
class Letter:
    """All words are in `language` already, but for the fixed ones."""

    language: str
    reference: str
    decided_at: datetime
    agency: str
    service: str
    person: str
    outcome: str
    reasons: str
    appeals: list[Appeal] = field(default_factory=list)


def render(letter: Letter) -> bytes:
    """The letter as a PDF. The same letter gives the same bytes."""
    # A third of the server's start-up, which only a decision needs.
    from ministry.letters.setting import typeset

    return typeset(letter)
