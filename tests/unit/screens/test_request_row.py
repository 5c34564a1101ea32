"""What is said of a request in one line."""

from datetime import UTC, datetime

import pytest

from i18n import Words
from screens.components.notice import Tone
from screens.given import RequestRow
from screens.requests.row import RowState, state_of
from services.models.case import Case, CaseState, Decision, Outcome

WHEN = "2026-11-21T18:00:00Z"


def decided(outcome: Outcome) -> RowState:
    decision = Decision(outcome, WHEN, "", "fr")
    case = Case("case", "QARB-0001", "sick_leave", CaseState.DECIDED, WHEN, WHEN, [], decision=decision)
    return state_of(RequestRow("id", None, datetime(2026, 11, 21, tzinfo=UTC), False, case=case), Words("en"))


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
