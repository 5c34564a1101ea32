"""A case: what the ministry does with a request, from its reception to the decision."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from services.models.catalogue import Text


class CaseState(StrEnum):
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    WAITING_FOR_PERSON = "waiting_for_person"
    DECIDED = "decided"


class Outcome(StrEnum):
    ACCEPTED = "accepted"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"


MAX_MESSAGE = 4000
"""Characters of a message that the ministry takes (`MessageBody` of the contract)."""


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """A step of the timeline. `kind`: received, in_review, paper_asked, paper_received, message, decided."""

    id: str
    at: str
    kind: str


@dataclass(frozen=True, slots=True)
class Ask:
    """The agency asks for a paper, again or for the first time."""

    id: str
    question_id: str
    label: Text
    reason: str
    reason_language: str
    asked_at: str
    due_on: str | None = None
    answered_at: str | None = None
    closed_at: str | None = None
    """When the decision ended it without an answer; a ministry of before has no such word."""


@dataclass(frozen=True, slots=True)
class CasePaper:
    """A paper that the fund made. `kind`: receipt, decision; a ministry of before has letters of decisions alone."""

    id: str
    title: Text
    media_type: str
    size: int
    sha256: str
    kind: str = "decision"


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    decided_at: str
    reasons: str
    reasons_language: str
    papers: list[CasePaper] = field(default_factory=list)
    appeals: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    reference: str
    service_id: str
    state: CaseState
    opened_at: str
    updated_at: str
    timeline: list[CaseEvent]
    asks: list[Ask] = field(default_factory=list)
    decision: Decision | None = None
    papers: list[CasePaper] = field(default_factory=list)
    """Of the fund, but for those of the decision."""
    unread_messages: int = 0
    unread_decision: bool = False
    """True if nobody opened the decision on this device. Not of the contract: the device tells it of itself."""

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
        """The papers that the person is still to send: none after the decision, whatever the ministry tells."""
        if self.is_decided:
            return []
        return [ask for ask in self.asks if not ask.answered_at and not ask.closed_at]


@dataclass(frozen=True, slots=True)
class Message:
    """`sender` is `person` or `agency`."""

    id: str
    case_id: str
    sender: str
    sent_at: str
    text: str
    language: str
