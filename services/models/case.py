"""A case: what the ministry does with a request, from its reception to the decision."""

from __future__ import annotations

from dataclasses import dataclass

from services.models import contract
from services.models.contract import (
    MAX_MESSAGE,
    Ask,
    CaseEvent,
    CaseHead,
    CasePaper,
    CaseState,
    Decision,
    Message,
    Outcome,
)

__all__ = [
    "MAX_MESSAGE",
    "PERSON",
    "Ask",
    "Case",
    "CaseEvent",
    "CaseHead",
    "CasePaper",
    "CaseState",
    "Decision",
    "Message",
    "Outcome",
]

PERSON = "person"
"""The sender of a message of the person's own."""


@dataclass(frozen=True, slots=True)
class Case(contract.Case):
    """A case as the ministry told it, and what this device knows of it."""

    unread_decision: bool = False
    """True if nobody opened the decision on this device."""

    @property
    def is_decided(self) -> bool:
        return self.decision is not None or self.state is CaseState.DECIDED

    @property
    def all_papers(self) -> list[CasePaper]:
        """Those of the decision, too."""
        return self.papers + (self.decision.papers if self.decision else [])

    @property
    def receipt(self) -> CasePaper | None:
        return next((paper for paper in self.papers if paper.kind == "receipt"), None)

    @property
    def open_asks(self) -> list[Ask]:
        """The asks to answer: none after the decision, whatever the ministry tells."""
        if self.is_decided:
            return []
        return [ask for ask in self.asks if not ask.answered_at and not ask.closed_at]
