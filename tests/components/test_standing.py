"""The state of a request: one banner, the outcome first, green for nothing but what is done."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from i18n import Words
from screens.components.notice import Tone
from screens.given import OpenRequest
from screens.requests.standing import standing
from screens.requests.wrong import Wrong
from services.models.case import Ask, Case, CaseState, Decision, Outcome
from services.models.catalogue import Basis, Form, Service, TimeLimit
from services.models.outbox import Sending, SendState
from services.models.reply import OpenReply, ReplyState

AT = "2026-11-22T09:30:00Z"
ASK = Ask("ask", "certificate", {"fr": "Arrêt de travail"}, "Coupé.", "fr", AT)
CASE = Case("r", "QCFG-2345", "sick_leave", CaseState.RECEIVED, AT, AT, [])
WAITS = OpenRequest("r", None, None, datetime(2026, 11, 21, tzinfo=UTC), None, None, None, [])
RECEIVED = replace(WAITS, reference="QCFG-2345", received_at=AT, case=CASE)
SERVICE = Service("s", {"fr": "S"}, {}, "c", [], [], [], [], [], [], Form("1", []))
T = Words("en")


def in_state(state: CaseState, **changes: object) -> OpenRequest:
    return replace(RECEIVED, case=replace(CASE, state=state, **changes))  # type: ignore[arg-type]


def decided(outcome: Outcome) -> OpenRequest:
    return in_state(CaseState.DECIDED, decision=Decision(outcome, AT, "", "fr"))


@pytest.mark.parametrize(
    ("outcome", "words", "tone"),
    [
        (Outcome.ACCEPTED, "Accepted – decision of", Tone.CALM),
        (Outcome.PARTLY_ACCEPTED, "Accepted in part – decision of", Tone.ATTENTION),
        (Outcome.REFUSED, "Refused – decision of", Tone.ATTENTION),
    ],
)
def test_a_decision_says_its_outcome_first(outcome: Outcome, words: str, tone: Tone) -> None:
    told = standing(decided(outcome), None, None, T)
    assert told.title.startswith(words)
    assert T.date(AT) in told.title
    assert told.tone is tone


@pytest.mark.parametrize("state", SendState)
def test_nothing_is_green_before_the_decision(state: SendState) -> None:
    for wrong in (None, Wrong("validation", is_news=True)):
        assert standing(WAITS, Sending("request", "r", state), wrong, T).tone is not Tone.CALM
    for kept in (CaseState.RECEIVED, CaseState.IN_REVIEW, CaseState.WAITING_FOR_PERSON):
        assert standing(in_state(kept), None, None, T).tone is not Tone.CALM


def test_what_went_wrong_is_the_state_of_a_request_on_its_way() -> None:
    refused = Sending("request", "r", SendState.NEEDS_ATTENTION, problem="validation")
    told = standing(WAITS, refused, Wrong("validation", is_news=True), T)
    assert told.tone is Tone.ERROR
    assert told.lines
    # Another version of it arrived: the case is that one's.
    assert standing(RECEIVED, refused, Wrong("conflict", is_news=True), T).tone is Tone.UNDER_WAY


def test_while_the_agency_reads_there_is_nothing_to_do_and_known_times_are_told() -> None:
    told = standing(in_state(CaseState.IN_REVIEW), None, None, T)
    assert (told.title, told.lines) == ("Being read by the agency", ["There is nothing for you to do now."])
    month = TimeLimit("reply", {"fr": "Environ 1 mois."}, Basis.PRESS, amount=30, unit="days")
    unknown = TimeLimit("reply", {"fr": "Immédiat."}, Basis.VERIFIED)
    filing = replace(month, kind="filing")
    service = replace(SERVICE, time_limits=[filing, unknown, month])
    told = standing(replace(in_state(CaseState.IN_REVIEW), service=service), None, None, T)
    assert told.lines[1:] == ["Time for an answer: Environ 1 mois.", "To be confirmed with the agency"]


def test_what_is_asked_waits_until_the_answer_has_arrived() -> None:
    asked = in_state(CaseState.WAITING_FOR_PERSON, asks=[ASK])
    assert standing(asked, None, None, T).title == "A paper is asked of you"
    two = in_state(CaseState.WAITING_FOR_PERSON, asks=[ASK, replace(ASK, id="other")])
    assert standing(two, None, None, T).title == "Several papers are asked of you"
    for state in SendState:
        reply = OpenReply(ReplyState("r", "ask", Sending("reply", "x", state)), "", 1)
        told = standing(replace(asked, replies={"ask": reply}), None, None, T)
        expected = Tone.UNDER_WAY if state is SendState.SENT else Tone.ATTENTION
        assert told.tone is expected, state
