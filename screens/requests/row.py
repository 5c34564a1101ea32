"""What is said of a request in one line: the same words on the home screen, in the list and on its page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from i18n import Words
from screens import routes
from screens.components.notice import Tone
from screens.given import RequestRow
from screens.on_its_way import held_words
from services.models.appeal import AppealClock
from services.models.case import Case, CaseState, Outcome
from services.models.outbox import Sending, SendState


@dataclass(frozen=True)
class RowState:
    """One thing to say of a request."""

    words: str
    tone: Tone = Tone.CALM
    needs_person: bool = False
    detail: str = ""
    """The day that goes with it, in a sentence."""
    day: date | None = None
    """The same for sorting."""
    route: str = ""
    """Where the person does something about it."""
    messages: int = 0
    """How many unread messages it tells of."""


def states_of(row: RequestRow, t: Words) -> list[RowState]:
    """Return all to say, the most important first; never empty."""
    if row.is_draft:
        return [RowState(t("Draft, not sent"), Tone.ATTENTION)]
    if row.case is None:
        return [replace(sending_state(row.sending, t), route=routes.request(row.id))]
    return [*_calls(row, row.case, t)] or [_reading(row.case, t)]


def needed(row: RequestRow, t: Words | None = None) -> list[RowState]:
    """Return what of a request waits for the person.

    Without words where they are not needed: numbers in words take most of the time of a list.
    """
    return [state for state in states_of(row, t or _WORDLESS) if state.needs_person]


class _Wordless(Words):
    """Words that are empty."""

    def __init__(self) -> None:
        pass

    def __call__(self, message: str, /, **values: object) -> str:
        return ""

    def n(self, singular: str, plural: str, count: int, /, **values: object) -> str:
        return ""

    def date(self, value: date | str, style: object = "long") -> str:
        return ""


_WORDLESS = _Wordless()


def waiting(rows: Iterable[RequestRow]) -> list[RequestRow]:
    """Return the requests that wait for the person, nearest day first."""
    found = [(row, states) for row in rows if (states := needed(row))]

    def nearest(each: tuple[RequestRow, list[RowState]]) -> date:
        return min((state.day for state in each[1] if state.day), default=date.max)

    return [row for row, _ in sorted(found, key=nearest)]


def _calls(row: RequestRow, case: Case, t: Words) -> Iterator[RowState]:
    here, thread = routes.request(row.id), routes.messages(row.id)
    if case.is_decided:
        yield _decided(case, row.clock, t)
    if row.sending is not None and row.sending.state is SendState.NEEDS_ATTENTION:
        # Another version of it arrived: the case is that one's.
        yield replace(sending_state(row.sending, t), route=here)
    for reply in row.replies:
        if reply.is_refused:
            yield RowState(t("Your answer could not be sent"), Tone.ERROR, not reply.noted, route=here)
    if any(sending.state is SendState.NEEDS_ATTENTION for sending in row.messages):
        yield RowState(t("A message could not be sent"), Tone.ERROR, needs_person=True, route=thread)
    yield from _asked(row, case, t)
    if count := case.unread_messages:
        unread = t.n("There is {count} message for you", "There are {count} messages for you", count)
        yield RowState(unread, Tone.ATTENTION, needs_person=True, route=thread, messages=count)
    for state in _on_the_way([*(reply.sending for reply in row.replies), *row.messages], t):
        yield replace(state, route=here)


def _asked(row: RequestRow, case: Case, t: Words) -> Iterator[RowState]:
    settled = {reply.ask_id for reply in row.replies if reply.is_late or not reply.is_refused}
    for ask in case.open_asks:
        if ask.id not in settled:
            day = _day(ask.due_on)
            detail = t("Before {date}", date=t.date(day)) if day else ""
            asked, to = t("A paper is asked of you"), routes.ask(row.id, ask.id)
            yield RowState(asked, Tone.ATTENTION, True, detail, day, to)


def _on_the_way(sendings: list[Sending], t: Words) -> Iterator[RowState]:
    """Say what was written and is on the way, once a state."""
    states = {sending.state for sending in sendings}
    if SendState.NEEDS_SIGN_IN in states:
        yield RowState(t("Sign in to send what you wrote"), Tone.ATTENTION, needs_person=True)
    if SendState.HELD in states:
        yield RowState(t("What you wrote waits for your word"), Tone.ATTENTION, needs_person=True)
    if SendState.WAITING in states:
        yield RowState(t("What you wrote waits to be sent"), Tone.ATTENTION)
    elif SendState.SENDING in states:
        yield RowState(t("What you wrote is being sent"))


def _decided(case: Case, clock: AppealClock | None, t: Words) -> RowState:
    outcome = case.decision.outcome if case.decision else None
    detail = clock_words(clock, t) if clock and (clock.last_safe_day or case.unread_decision) else ""
    day, to = clock.last_safe_day if clock else None, routes.decision(case.id)
    return RowState(outcome_words(outcome, t), outcome_tone(outcome), case.unread_decision, detail, day, to)


def _reading(case: Case, t: Words) -> RowState:
    received = case.state is CaseState.RECEIVED
    return RowState(t("Received by the agency") if received else t("Being read by the agency"))


def sending_state(sending: Sending | None, t: Words) -> RowState:
    """Return what is said of something on its way to the agency."""
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


def worst(states: list[RowState]) -> Tone:
    """Return the tone of all states together."""
    tones = {state.tone for state in states}
    return next(tone for tone in (Tone.ERROR, Tone.ATTENTION, Tone.CALM) if tone in tones)


def clock_words(clock: AppealClock, t: Words) -> str:
    """Say until when the person can appeal; never an unsure day."""
    if clock.last_safe_day is not None:
        return t("Last safe day to appeal: {date}", date=t.date(clock.last_safe_day))
    return t.n(
        "To appeal: {count} day from receiving the decision",
        "To appeal: {count} days from receiving the decision",
        clock.days,
    )


def outcome_tone(outcome: Outcome | None) -> Tone:
    """Return the tone of an outcome.

    What was not granted in full bears no colour of success: it may be appealed against.
    """
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


def _day(value: str | None) -> date | None:
    """Return the day of a contract's date or time."""
    return datetime.fromisoformat(value).date() if value else None
