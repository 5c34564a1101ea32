"""The chain of a request: saved here, waiting, sending, received, being read, decided, each said as it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from i18n import Words
from screens.components.chain import StepState
from screens.given import OpenRequest
from screens.requests.steps import in_groups, steps_of
from services.models.case import Case, CaseState, Decision, Outcome
from services.models.outbox import Progress, Sending, SendState
from tests.components.harness import plain

WHEN = "2026-11-21T18:00:00Z"
WAITING = OpenRequest("r", None, None, datetime(2026, 11, 21, 18, tzinfo=UTC), None, None, None, [])
RECEIVED = replace(WAITING, reference="QCFG-2345", received_at=WHEN)
DONE, NOW, LATER, STOPPED = StepState.DONE, StepState.NOW, StepState.LATER, StepState.STOPPED

SENDING_STATES = {
    SendState.WAITING: ("Waiting for the network", NOW),
    SendState.SENDING: ("Sending", NOW),
    SendState.SENT: ("Sending", NOW),
    SendState.NEEDS_SIGN_IN: ("Waiting for your sign-in", STOPPED),
    SendState.NEEDS_ATTENTION: ("Not accepted", STOPPED),
    SendState.HELD: ("Held by you", STOPPED),
}
CASE_STATES = {
    CaseState.RECEIVED: [NOW, LATER, LATER],
    CaseState.IN_REVIEW: [DONE, NOW, LATER],
    CaseState.WAITING_FOR_PERSON: [DONE, NOW, LATER],
    CaseState.DECIDED: [DONE, DONE, DONE],
}


def case(state: CaseState) -> Case:
    decision = Decision(Outcome.ACCEPTED, WHEN, "Conditions remplies.", "fr")
    decided = decision if state is CaseState.DECIDED else None
    return Case("r", "QCFG-2345", "sick_leave", state, WHEN, WHEN, [], decision=decided)


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("state", SENDING_STATES)
def test_before_it_is_received(state: SendState, language: str) -> None:
    t = Words(language)
    problem = "form-withdrawn" if state is SendState.NEEDS_ATTENTION else None
    steps = steps_of(WAITING, Sending("request", "r", state, problem=problem), t)
    words, step_state = SENDING_STATES[state]
    assert (steps[1].label, steps[1].state) == (t(words), step_state)
    assert [step.state for step in steps] == [DONE, step_state, LATER, LATER, LATER]
    assert len({step.label for step in steps}) == 5


def test_what_the_ministry_takes_later_is_told_plainly() -> None:
    sending = Sending("request", "r", SendState.WAITING, problem="quota-reached")
    step = steps_of(WAITING, sending, Words("en"))[1]
    assert step.label == "Waiting to be sent"
    assert step.detail.startswith("The ministry takes no more for now. ")
    assert "network" not in step.detail


@pytest.mark.parametrize(
    ("problem", "words"), [("unreachable", "Waiting for the network"), ("server-error", "Waiting to be sent")]
)
def test_what_it_waits_for(problem: str, words: str) -> None:
    t = Words("fr")
    step = steps_of(WAITING, Sending("request", "r", SendState.WAITING, problem=problem), t)[1]
    assert (step.label, step.state) == (t(words), NOW)


def test_how_far_the_papers_are() -> None:
    t = Words("fr")
    sending = Sending("request", "r", SendState.SENDING, progress=Progress(512 * 1024, 2 * 1024 * 1024))
    step = steps_of(WAITING, sending, t)[1]
    assert step.progress == 0.25
    assert step.detail == t(
        "{sent} of {total}", sent=t.file_size(512 * 1024), total=t.file_size(2 * 1024 * 1024)
    )


def test_a_refusal_says_why() -> None:
    step = steps_of(
        WAITING, Sending("request", "r", SendState.NEEDS_ATTENTION, problem="form-withdrawn"), Words("fr")
    )[1]
    assert len(step.detail) > 10


@pytest.mark.parametrize("language", ["ar", "fr"])
@pytest.mark.parametrize("state", CASE_STATES)
def test_once_it_is_received(state: CaseState, language: str) -> None:
    t = Words(language)
    steps = steps_of(replace(RECEIVED, case=case(state)), None, t)
    assert [step.state for step in steps] == [DONE, DONE, *CASE_STATES[state]]
    assert "QCFG-2345" in plain(steps[2].detail)


def test_received_before_the_case_is_known() -> None:
    assert [step.state for step in steps_of(RECEIVED, None, Words("fr"))] == [DONE, DONE, NOW, LATER, LATER]


@pytest.mark.parametrize("outcome", Outcome)
def test_the_decision_is_said_in_the_last_step(outcome: Outcome) -> None:
    decided = replace(case(CaseState.DECIDED), decision=Decision(outcome, WHEN, "", "fr"))
    said = [
        steps_of(replace(RECEIVED, case=decided), None, Words(language))[-1].label
        for language in ("ar", "fr")
    ]
    assert len(set(said)) == 2
    others = [Decision(each, WHEN, "", "fr") for each in Outcome if each is not outcome]
    for other in others:
        last = steps_of(replace(RECEIVED, case=replace(decided, decision=other)), None, Words("fr"))[-1]
        assert last.label != said[1]


def test_a_reference_is_said_sign_by_sign_in_groups() -> None:
    assert in_groups("QCFG-2345") == "Q C F G, 2 3 4 5"
    received = steps_of(RECEIVED, None, Words("fr"))[2]
    assert "Q C F G, 2 3 4 5" in received.spoken
    assert "QCFG-2345" in plain(received.detail)
