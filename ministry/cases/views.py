"""Cases and messages as the contract shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ministry.cases.tables import Ask, Case, CaseEvent, CasePaper, Decision, Message
from ministry.clock import rfc3339
from ministry.contract import answers
from ministry.letters.archive import DECISION
from ministry.requests.tables import Request


def case_head(case: Any, request: Any, unread: int) -> answers.CaseHead:
    """Show the head of a case.

    `case` and `request` are what they are named by, or a row with those columns.
    """
    return {
        "id": case.id,
        "reference": request.reference,
        "service_id": request.service_id,
        "state": case.state,
        "updated_at": rfc3339(case.updated_at),
        "unread_messages": unread,
    }


def case_in_full(
    case: Case,
    request: Request,
    unread: int,
    *,
    events: Iterable[CaseEvent],
    asks: Iterable[Ask],
    decision: Decision | None,
    papers: Sequence[CasePaper],
) -> answers.Case:
    """Return a case with all that belongs to it.

    `papers` are all of the fund; those of the decision are shown with it.
    """
    of_decision = [_paper(paper) for paper in papers if paper.kind == DECISION]
    decided = _decision(decision, of_decision) if decision else None
    return {
        **case_head(case, request, unread),
        "opened_at": rfc3339(request.received_at),
        "timeline": [{"id": event.id, "at": rfc3339(event.at), "kind": event.kind} for event in events],
        "asks": [_ask(ask, decided) for ask in asks],
        "decision": decided,
        "papers": [_paper(paper) for paper in papers if paper.kind != DECISION],
    }


def _decision(decision: Decision, papers: list[answers.CasePaper]) -> answers.Decision:
    return {
        "outcome": decision.outcome,
        "decided_at": rfc3339(decision.decided_at),
        "reasons": decision.reasons,
        "reasons_language": decision.reasons_language,
        "papers": papers,
        "appeals": decision.appeals,
    }


def _paper(paper: CasePaper) -> answers.CasePaper:
    return {
        "id": paper.id,
        "kind": paper.kind,
        "title": paper.title,
        "media_type": paper.media_type,
        "size": paper.size,
        "sha256": paper.sha256,
    }


def message_view(message: Message) -> answers.Message:
    return {
        "id": message.id,
        "case_id": message.case_id,
        "sender": message.sender,
        "sent_at": message.sent_at,
        "text": message.text,
        "language": message.language,
    }


def _ask(ask: Ask, decision: answers.Decision | None) -> answers.Ask:
    return {
        "id": ask.id,
        "question_id": ask.question_id,
        "label": ask.label,
        "reason": ask.reason,
        "reason_language": ask.reason_language,
        "asked_at": rfc3339(ask.asked_at),
        "due_on": ask.due_on.isoformat() if ask.due_on else None,
        "answered_at": rfc3339(ask.answered_at) if ask.answered_at else None,
        # Derived, so that it holds for what was decided before there was such a word.
        "closed_at": decision["decided_at"] if decision and not ask.answered_at else None,
    }
