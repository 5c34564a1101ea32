"""The chain of one request as steps: saved here, waiting, sending, received, being read, decided."""

from __future__ import annotations

from i18n import Words, problems
from screens.components.chain import ChainStep, StepState
from screens.components.notice import Tone
from screens.given import OpenRequest
from screens.on_its_way import UNREACHABLE, held_words
from screens.requests.row import outcome_tone, outcome_words
from services.models.case import Case, CaseState
from services.models.contract import ProblemType
from services.models.outbox import Sending, SendState

_OF_THE_NETWORK = frozenset({UNREACHABLE, "timeout", "insecure", "unexpected-answer"})


def in_groups(reference: str) -> str:
    """Spell a reference for a voice, with rests between its groups."""
    return ", ".join(" ".join(group) for group in reference.split("-"))


def steps_of(request: OpenRequest, sending: Sending | None, t: Words) -> list[ChainStep]:
    """Return the steps of a request.

    `sending` is the live state where there is one; it is fresher than the stored one.
    """
    steps = [ChainStep(t("Saved on this device"), StepState.DONE, t.date_time(request.saved_at))]
    received = request.reference is not None
    steps.append(ChainStep(t("Sent"), StepState.DONE) if received else sending_step(sending, t))
    if request.reference is not None:
        detail = t("Reference {reference}", reference=t.ltr(request.reference))
        spoken = t("Reference {reference}", reference=in_groups(request.reference))
        when = t.date_time(request.received_at) if request.received_at else ""
        state = (
            StepState.NOW
            if request.case is None or request.case.state is CaseState.RECEIVED
            else StepState.DONE
        )
        steps.append(
            ChainStep(t("Received by the agency"), state, f"{detail} · {when}", spoken=f"{spoken}. {when}")
        )
    else:
        steps.append(ChainStep(t("Received by the agency"), StepState.LATER))
    return steps + _case_steps(request.case, t)


def sending_step(sending: Sending | None, t: Words) -> ChainStep:
    """Return the step of a request that did not arrive yet."""
    state = sending.state if sending else SendState.WAITING
    if state is SendState.SENT:
        # Its receipt is on the way to this screen.
        return ChainStep(t("Sending"), StepState.NOW, progress=1.0)
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
        return ChainStep(t("Sending"), StepState.NOW, detail, part)
    if state is SendState.NEEDS_SIGN_IN:
        return ChainStep(t("Waiting for your sign-in"), StepState.STOPPED)
    if state is SendState.NEEDS_ATTENTION:
        return ChainStep(
            t("Not accepted"),
            StepState.STOPPED,
            problems.describe(sending.problem or "", t).title if sending else "",
        )
    if state is SendState.HELD:
        return ChainStep(held_words(sending, t), StepState.STOPPED)
    away = sending is None or sending.problem is None or sending.problem in _OF_THE_NETWORK
    waiting = t("Waiting for the network") if away else t("Waiting to be sent")
    by_itself = t("It is sent by itself once the network is back. Qarib must be open for that.")
    if sending is not None and sending.problem == ProblemType.QUOTA_REACHED:
        by_itself = problems.describe(ProblemType.QUOTA_REACHED, t).in_one_line
    return ChainStep(waiting, StepState.NOW, by_itself)


def _case_steps(case: Case | None, t: Words) -> list[ChainStep]:
    read, decided = t("Read by the agency"), t("Decision")
    if case is None or (case.state is CaseState.RECEIVED and not case.is_decided):
        return [ChainStep(read, StepState.LATER), ChainStep(decided, StepState.LATER)]
    if case.state is CaseState.IN_REVIEW and not case.is_decided:
        return [ChainStep(t("Being read by the agency"), StepState.NOW), ChainStep(decided, StepState.LATER)]
    if case.state is CaseState.WAITING_FOR_PERSON and not case.is_decided:
        return [
            ChainStep(t("The agency waits for a paper from you"), StepState.NOW),
            ChainStep(decided, StepState.LATER),
        ]
    decision = case.decision
    outcome = decision.outcome if decision else None
    return [
        ChainStep(read, StepState.DONE),
        ChainStep(
            outcome_words(outcome, t),
            StepState.DONE if outcome_tone(outcome) is Tone.CALM else StepState.DENIED,
            t.date_time(decision.decided_at) if decision else "",
        ),
    ]
