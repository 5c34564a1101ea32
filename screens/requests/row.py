"""What is said of a request in one line: the same words on the home screen, in the list and on its page."""

from __future__ import annotations

from dataclasses import dataclass

from i18n import Words
from screens.components.notice import Tone
from screens.given import RequestRow
from services.models.case import Case, CaseState, Outcome
from services.models.outbox import Sending, SendState

DATA_SAVING = "data-saving"
"""Problem of a record that waits because its papers are large."""
FROM_ARCHIVE = "from-archive"
"""Problem of a record that came with an archive, and waits for the person's word."""


@dataclass(frozen=True)
class RowState:
    words: str
    tone: Tone = Tone.CALM
    needs_person: bool = False


def state_of(row: RequestRow, t: Words) -> RowState:
    if row.is_draft:
        return RowState(t("Draft, not sent"), Tone.ATTENTION)
    if row.case is not None:
        return _case_state(row.case, t)
    return _sending_state(row.sending, t)


def _case_state(case: Case, t: Words) -> RowState:
    if case.state is CaseState.DECIDED:
        outcome = case.decision.outcome if case.decision else None
        return RowState(outcome_words(outcome, t), outcome_tone(outcome))
    if case.state is CaseState.WAITING_FOR_PERSON and any(not ask.answered_at for ask in case.asks):
        return RowState(t("A paper is asked of you"), Tone.ATTENTION, needs_person=True)
    if case.unread_messages:
        return RowState(t("There is a message for you"), Tone.ATTENTION, needs_person=True)
    reading = case.state is CaseState.IN_REVIEW
    return RowState(t("Being read by the agency") if reading else t("Received by the agency"))


def _sending_state(sending: Sending | None, t: Words) -> RowState:
    match sending.state if sending else None:
        case SendState.SENDING:
            return RowState(t("Being sent"))
        case SendState.NEEDS_SIGN_IN:
            return RowState(t("Sign in to send it"), Tone.ATTENTION, needs_person=True)
        case SendState.NEEDS_ATTENTION:
            return RowState(t("Not accepted: needs your attention"), Tone.ERROR, needs_person=True)
        case SendState.HELD:
            return RowState(held_words(sending, t), Tone.ATTENTION)
        case SendState.SENT:
            return RowState(t("Received by the agency"))
        case _:
            return RowState(t("Waiting to be sent"), Tone.ATTENTION)


def held_words(sending: Sending | None, t: Words) -> str:
    """Why something that is held is not sent."""
    problem = sending.problem if sending else None
    if problem == FROM_ARCHIVE:
        return t("Came with an archive, not sent")
    return t("Waits to save data") if problem == DATA_SAVING else t("Held by you")


def outcome_tone(outcome: Outcome | None) -> Tone:
    """What was not granted in full bears no colour of success: it may be appealed against."""
    return Tone.ATTENTION if outcome in (Outcome.PARTLY_ACCEPTED, Outcome.REFUSED) else Tone.CALM


def outcome_words(outcome: Outcome | None, t: Words) -> str:
    match outcome:
        case Outcome.ACCEPTED:
            return t("Decided: accepted")
        case Outcome.PARTLY_ACCEPTED:
            return t("Decided: accepted in part")
        case Outcome.REFUSED:
            return t("Decided: refused")
        case _:
            return t("Decided")
