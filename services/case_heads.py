"""What lists show of a case, kept in the head of its record so that no list opens a body (docs/adr/0011).

The head is a list: moments, names and words of the contract by their place. An earlier version kept a dictionary with
`updated_at` alone.
"""

from __future__ import annotations

from typing import Any

from services.models.case import Ask, Case, CaseState, Decision, Outcome


def head_of(case: Case, decision_read: str | None) -> list[Any]:
    """Return the head of a case.

    `decision_read` is the `decided_at` of the decision that the person opened.
    """
    decision = case.decision
    asks = [[ask.id, ask.due_on, ask.answered_at, ask.closed_at] for ask in case.asks]
    decided = None
    if decision is not None:
        decided = [
            decision.outcome,
            decision.decided_at,
            decision.appeals,
            decision.decided_at != decision_read,
        ]
    return [case.updated_at, case.service_id, case.reference, case.state, asks, decided]


def is_of_earlier(head: Any) -> bool:
    """True if a head says no more than when the case changed."""
    return isinstance(head, dict)


def listed(case_id: str, head: list[Any], unread_messages: int) -> Case:
    """Return the case as far as its head tells it.

    It lacks timeline, reasons and labels of papers.
    """
    updated_at, service_id, reference, state, asks, decided = head
    decision, is_unread = None, False
    if decided is not None:
        outcome, decided_at, appeals, is_unread = decided
        decision = Decision(Outcome(outcome), decided_at, "", "", [], appeals)
    return Case(
        case_id,
        reference,
        service_id,
        CaseState(state),
        "",
        updated_at,
        [],
        [
            Ask(id_, "", {}, "", "", "", due_on, answered_at, closed_at)
            for id_, due_on, answered_at, closed_at in asks
        ],
        decision,
        unread_messages=unread_messages,
        unread_decision=is_unread,
    )


def spelled_out(head: Any) -> dict[str, Any]:
    """Return the head as an archive holds it."""
    return {"updated_at": head["updated_at"] if is_of_earlier(head) else head[0]}
