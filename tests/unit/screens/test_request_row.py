"""What is said of a request in one line."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from i18n import Words
from screens.components.notice import Tone
from screens.given import RequestRow
from screens.requests.row import RowState, states_of, worst
from services.models.appeal import AppealClock
from services.models.case import Ask, Case, CaseState, Decision, Outcome
from services.models.catalogue import Basis
from services.models.outbox import Sending, SendState
from services.models.reply import ReplyState

WHEN = "2026-11-21T18:00:00Z"


def decided(outcome: Outcome) -> RowState:
    decision = Decision(outcome, WHEN, "", "fr")
    case = Case("case", "QARB-0001", "sick_leave", CaseState.DECIDED, WHEN, WHEN, [], decision=decision)
    return states_of(
        RequestRow("id", None, datetime(2026, 11, 21, tzinfo=UTC), False, case=case), Words("en")
    )[0]


@pytest.mark.parametrize(
    ("outcome", "tone"),
    [
        (Outcome.ACCEPTED, Tone.CALM),
        (Outcome.PARTLY_ACCEPTED, Tone.ATTENTION),
        (Outcome.REFUSED, Tone.ATTENTION),
    ],
)
def test_what_was_not_granted_in_full_bears_no_colour_of_success(outcome: Outcome, tone: Tone) -> None:
    assert decided(outcome).tone is tone
    assert not decided(outcome).needs_person


def row(case: Case, **more: Any) -> RequestRow:
    return RequestRow("id", None, datetime(2026, 11, 21, tzinfo=UTC), False, case=case, **more)


ASKS = [Ask("ask", "certificate", {"fr": "Arrêt"}, "Coupé.", "fr", WHEN, due_on="2026-12-01")]
ASKED = Case("case", "QARB-0001", "sick_leave", CaseState.WAITING_FOR_PERSON, WHEN, WHEN, [], asks=ASKS)
REFUSED = replace(
    ASKED, state=CaseState.DECIDED, decision=Decision(Outcome.REFUSED, WHEN, "", "fr"), unread_decision=True
)
CLOCK = AppealClock(15, "art. 7-9", None, Basis.VERIFIED, date(2026, 12, 6))


def told(case: Case, **more: Any) -> list[tuple[str, Tone, bool, str]]:
    states = states_of(row(case, **more), Words("en"))
    return [(each.words, each.tone, each.needs_person, each.detail) for each in states]


def reply(state: SendState, *, noted: bool = False) -> list[ReplyState]:
    return [ReplyState("case", "ask", Sending("reply", "r", state), noted)]


def test_a_paper_is_asked_until_a_reply_is_on_its_way() -> None:
    asked = ("A paper is asked of you", Tone.ATTENTION, True, "Before 1 December 2026")
    assert told(ASKED) == [asked]
    for state in SendState:
        expected = state is SendState.NEEDS_ATTENTION
        assert (asked in told(ASKED, replies=reply(state))) is expected, state


@pytest.mark.parametrize("kind", ["replies", "messages"])
@pytest.mark.parametrize("state", SendState)
def test_only_what_goes_or_arrived_is_calm(kind: str, state: SendState) -> None:
    # Whatever else became of something sent is seen in its colour, and calls if it needs the person.
    sent = reply(state) if kind == "replies" else [Sending("message", "m", state)]
    states = states_of(row(replace(ASKED, asks=[]), **{kind: sent}), Words("en"))
    calm = state in (SendState.SENDING, SendState.SENT)
    assert (worst(states) is Tone.CALM) is calm, states
    refused = state is SendState.NEEDS_ATTENTION
    assert (worst(states) is Tone.ERROR) is refused
    needs = state in (SendState.NEEDS_ATTENTION, SendState.NEEDS_SIGN_IN, SendState.HELD)
    assert any(each.needs_person for each in states) is needs


def test_an_unread_refusal_with_its_day_two_messages_and_a_late_reply_are_all_told() -> None:
    late = [each.within(REFUSED) for each in reply(SendState.WAITING)]
    case = replace(REFUSED, unread_messages=2)
    assert told(case, clock=CLOCK, replies=late) == [
        ("Decided: refused", Tone.ATTENTION, True, "Last safe day to appeal: 6 December 2026"),
        ("Your answer could not be sent", Tone.ERROR, True, ""),
        ("There are 2 messages for you", Tone.ATTENTION, True, ""),
    ]


def test_once_read_a_decision_calls_no_more_and_keeps_its_day() -> None:
    read = replace(REFUSED, unread_decision=False)
    day = "Last safe day to appeal: 6 December 2026"
    assert told(read, clock=CLOCK) == [("Decided: refused", Tone.ATTENTION, False, day)]
    over = replace(CLOCK, last_safe_day=None)
    assert told(read, clock=over) == [("Decided: refused", Tone.ATTENTION, False, "")]
    assert told(REFUSED, clock=over)[0][3] == "To appeal: 15 days from receiving the decision"


def test_a_refusal_that_the_person_knows_of_calls_no_more() -> None:
    late = [each.within(REFUSED) for each in reply(SendState.WAITING, noted=True)]
    assert told(replace(REFUSED, unread_decision=False), replies=late) == [
        ("Decided: refused", Tone.ATTENTION, False, ""),
        ("Your answer could not be sent", Tone.ERROR, False, ""),
    ]


def test_another_version_that_was_refused_is_told_beside_its_case() -> None:
    conflict = Sending("request", "id", SendState.NEEDS_ATTENTION, problem="conflict")
    assert ("Not accepted: needs your attention", Tone.ERROR, True, "") in told(ASKED, sending=conflict)
