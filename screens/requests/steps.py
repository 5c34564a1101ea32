"""The chain of one request as steps: saved here, waiting, sending, received, being read, decided."""

from __future__ import annotations

from datetime import datetime

from i18n import Words, problems
from screens.components.chain import Step, StepState
from screens.components.notice import Tone
from screens.given import OpenRequest
from screens.requests.row import held_words, outcome_tone, outcome_words
from services.models.case import Case, CaseState
from services.models.contract import ProblemType
from services.models.outbox import Sending, SendState

UNREACHABLE = "unreachable"
"""Problem of a record that nothing but the missing network keeps from being sent."""
_OF_THE_NETWORK = frozenset({UNREACHABLE, "timeout", "insecure", "unexpected-answer"})


def in_groups(reference: str) -> str:
    """Spell a reference for a voice, with rests between its groups."""
    return ", ".join(" ".join(group) for group in reference.split("-"))


def moment(value: str) -> datetime:
    """Parse a time of the contract (RFC 3339)."""
    return datetime.fromisoformat(value)


def steps_of(request: OpenRequest, sending: Sending | None, t: Words) -> list[Step]:
    """Return the steps of a request.

    `sending` is the live state where there is one; it is fresher than the stored one.
    """
    steps = [Step(t("Saved on this device"), StepState.DONE, t.date_time(request.saved_at))]
    received = request.reference is not None
    steps.append(Step(t("Sent"), StepState.DONE) if received else _sending_step(sending, t))
    if request.reference is not None:
        detail = t("Reference {reference}", reference=t.ltr(request.reference))
        spoken = t("Reference {reference}", reference=in_groups(request.reference))
        when = t.date_time(moment(request.received_at)) if request.received_at else ""
        state = (
            StepState.NOW
            if request.case is None or request.case.state is CaseState.RECEIVED
            else StepState.DONE
        )
        steps.append(
            Step(t("Received by the agency"), state, f"{detail} · {when}", spoken=f"{spoken}. {when}")
        )
    else:
        steps.append(Step(t("Received by the agency"), StepState.LATER))
    return steps + _case_steps(request.case, t)


def _sending_step(sending: Sending | None, t: Words) -> Step:
    state = sending.state if sending else SendState.WAITING
    if state is SendState.SENT:
        # Its receipt is on the way to this screen.
        return Step(t("Sending"), StepState.NOW, progress=1.0)
    if state is SendState.SENDING and sending is not None:
        progress = sending.progress
        part = progress.sent / progress.total if progress and progress.total else None
        detail = (
            t(
                "{sent} of {total}",
                sent=t.file_size(progress.sent),
                total=t.file_size(progress.total),
            )
            if progress and progress.total
            else ""
        )
        return Step(t("Sending"), StepState.NOW, detail, part)
    if state is SendState.NEEDS_SIGN_IN:
        return Step(t("Waiting for your sign-in"), StepState.STOPPED)
    if state is SendState.NEEDS_ATTENTION:
        return Step(
            t("Not accepted"),
            StepState.STOPPED,
            problems.describe(sending.problem or "", t).title if sending else "",
        )
    if state is SendState.HELD:
        return Step(held_words(sending, t), StepState.STOPPED)
    away = sending is None or sending.problem is None or sending.problem in _OF_THE_NETWORK
    waiting = t("Waiting for the network") if away else t("Waiting to be sent")
    by_itself = t("It is sent by itself once the network is back. Qarib must be open for that.")
    if sending is not None and sending.problem == ProblemType.QUOTA_REACHED:
        by_itself = problems.describe(ProblemType.QUOTA_REACHED, t).in_one_line
    return Step(waiting, StepState.NOW, by_itself)


def _case_steps(case: Case | None, t: Words) -> list[Step]:
    read, decided = t("Read by the agency"), t("Decision")
    if case is None or (case.state is CaseState.RECEIVED and not case.is_decided):
        return [Step(read, StepState.LATER), Step(decided, StepState.LATER)]
    if case.state is CaseState.IN_REVIEW and not case.is_decided:
        return [Step(t("Being read by the agency"), StepState.NOW), Step(decided, StepState.LATER)]
    if case.state is CaseState.WAITING_FOR_PERSON and not case.is_decided:
        return [
            Step(t("The agency waits for a paper from you"), StepState.NOW),
            Step(decided, StepState.LATER),
        ]
    decision = case.decision
    outcome = decision.outcome if decision else None
    return [
        Step(read, StepState.DONE),
        Step(
            outcome_words(outcome, t),
            StepState.DONE if outcome_tone(outcome) is Tone.CALM else StepState.DENIED,
            t.date_time(moment(decision.decided_at)) if decision else "",
        ),
    ]
