"""The state of a request for its banner: the outcome first, else what it waits for."""

from __future__ import annotations

from dataclasses import dataclass, field

import flet as ft

from i18n import Words, problems
from screens.components.notice import Tone
from screens.given import OpenRequest
from screens.on_its_way import held_words
from screens.requests.row import outcome_tone
from screens.requests.steps import sending_step
from screens.requests.wrong import Wrong
from services.models.case import Case, CaseState, Decision, Outcome
from services.models.catalogue import Basis
from services.models.outbox import Sending, SendState


@dataclass(frozen=True, slots=True)
class Standing:
    title: str
    tone: Tone
    lines: list[str] = field(default_factory=list)
    icon: ft.IconData | None = None


def standing(request: OpenRequest, sending: Sending | None, wrong: Wrong | None, t: Words) -> Standing:
    """Return the state of a request.

    `sending` is the live state where there is one.
    """
    case = request.case
    if case is not None and case.is_decided:
        return decided(case.decision, t)
    if request.reference is None:
        return _on_the_way(sending, wrong, t)
    if case is not None and case.state is CaseState.WAITING_FOR_PERSON:
        waits = _waits_for_person(case, request, t)
        if waits is not None:
            return waits
    is_read = case is not None and case.state is not CaseState.RECEIVED
    title = t("Being read by the agency") if is_read else t("Received by the agency")
    return Standing(
        title, Tone.UNDER_WAY, [t("There is nothing for you to do now."), *_usual_time(request, t)]
    )


def decided(decision: Decision | None, t: Words) -> Standing:
    """Say the outcome of a decision, then its day."""
    if decision is None:
        return Standing(t("Decided"), Tone.UNDER_WAY)
    day = t.date(decision.decided_at)
    match decision.outcome:
        case Outcome.ACCEPTED:
            title = t("Accepted – decision of {date}", date=day)
        case Outcome.PARTLY_ACCEPTED:
            title = t("Accepted in part – decision of {date}", date=day)
        case Outcome.REFUSED:
            title = t("Refused – decision of {date}", date=day)
    tone = outcome_tone(decision.outcome)
    return Standing(title, tone, icon=ft.Icons.GAVEL if tone is Tone.ATTENTION else None)


def _waits_for_person(case: Case, request: OpenRequest, t: Words) -> Standing | None:
    asks = [ask for ask in case.open_asks if ask.id not in request.replies]
    if asks:
        title = t("A paper is asked of you") if len(asks) == 1 else t("Several papers are asked of you")
        return Standing(title, Tone.ATTENTION)
    states = {reply.state.sending.state for reply in request.replies.values()}
    if states <= {SendState.SENT}:
        return None
    return Standing(t("The agency waits for a paper from you"), Tone.ATTENTION)


def _on_the_way(sending: Sending | None, wrong: Wrong | None, t: Words) -> Standing:
    state = sending.state if sending else SendState.WAITING
    if state is SendState.NEEDS_SIGN_IN:
        lines = [t("Nothing is lost: it leaves as soon as you are signed in.")]
        return Standing(t("Sign in to send this request."), Tone.ATTENTION, lines)
    if wrong is not None:
        said = problems.describe(wrong.problem, t)
        tone = Tone.ERROR if state is SendState.NEEDS_ATTENTION else Tone.ATTENTION
        return Standing(said.title, tone, [line for line in (said.text, said.next_step) if line])
    if state is SendState.HELD:
        return Standing(held_words(sending, t), Tone.ATTENTION, icon=ft.Icons.PAUSE)
    if state in (SendState.SENDING, SendState.SENT):
        return Standing(t("Being sent"), Tone.UNDER_WAY, icon=ft.Icons.UPLOAD)
    step = sending_step(sending, t)
    return Standing(step.label, Tone.ATTENTION, [step.detail], ft.Icons.SCHEDULE)


def _usual_time(request: OpenRequest, t: Words) -> list[str]:
    """Say how long an answer takes, where that is known in days."""
    limits = request.service.time_limits if request.service else []
    lines = []
    for limit in limits:
        if limit.kind == "reply" and limit.amount is not None:
            lines.append(t("Time for an answer: {time}", time=t.text(limit.text)))
            if limit.basis is not Basis.VERIFIED:
                lines.append(t("To be confirmed with the agency"))
    return lines
