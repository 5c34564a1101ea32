"""Until when an appeal is in time: a day that is sure, or the number of days alone."""

from __future__ import annotations

from datetime import date

import pytest

from services.appeals import appeal_clock, last_safe_day
from services.models.case import Decision, Outcome
from services.models.catalogue import AppealRoute, AppealStep, Basis

LAW = "Loi 08-08, art. 7-9"


def decided(at: str, outcome: Outcome = Outcome.REFUSED) -> Decision:
    return Decision(outcome, at, "", "fr", appeals=["general"])


def route(days: int, law: str = LAW, basis: Basis = Basis.VERIFIED) -> AppealRoute:
    return AppealRoute({}, [AppealStep({}, {}, days, law), AppealStep({}, {}, 1, "later")], [], basis, [])


@pytest.mark.parametrize(
    ("at", "days", "day"),
    [
        ("2026-11-22T09:30:00Z", 15, date(2026, 12, 7)),  # a Monday
        ("2026-11-27T09:30:00Z", 15, date(2026, 12, 10)),  # a Saturday: back to Thursday
        ("2026-11-26T09:30:00Z", 15, date(2026, 12, 10)),  # a Friday: back to Thursday
        ("2026-12-17T09:30:00Z", 15, date(2026, 12, 31)),  # a Friday that is a holiday
        ("2026-12-28T09:30:00Z", 15, date(2027, 1, 11)),  # Yennayer
        ("2026-10-17T09:30:00Z", 15, date(2026, 10, 29)),  # 1 November, behind a weekend
        ("2026-11-22T23:30:00Z", 15, date(2026, 12, 8)),  # the next day in Algiers already
        ("2026-11-22T09:30:00+01:00", 30, date(2026, 12, 22)),
    ],
)
def test_the_last_safe_day_is_a_working_day(at: str, days: int, day: date) -> None:
    assert last_safe_day(decided(at), days) == day


def test_the_step_with_the_least_time_counts() -> None:
    clock = appeal_clock(
        decided("2026-11-22T09:30:00Z"), [route(30, "art. 31"), route(15)], date(2026, 11, 23)
    )
    assert clock is not None
    assert (clock.days, clock.law, clock.last_safe_day) == (15, LAW, date(2026, 12, 7))


def test_a_day_that_is_over_is_not_told_as_the_end() -> None:
    # Counted from the receipt there may be time still: the number of days is all that is sure.
    decision = decided("2026-11-22T09:30:00Z")
    days = [date(2026, 12, 7), date(2026, 12, 8)]
    clocks = [appeal_clock(decision, [route(15)], day) for day in days]
    assert [clock and clock.last_safe_day for clock in clocks] == [days[0], None]
    assert [clock and clock.days for clock in clocks] == [15, 15]


@pytest.mark.parametrize("basis", [basis for basis in Basis if basis is not Basis.VERIFIED])
def test_what_is_not_verified_gives_no_day(basis: Basis) -> None:
    clock = appeal_clock(decided("2026-11-22T09:30:00Z"), [route(15, basis=basis)], date(2026, 11, 23))
    assert clock is not None
    assert (clock.days, clock.last_safe_day, clock.basis) == (15, None, basis)


def test_what_was_granted_or_has_no_route_has_no_clock() -> None:
    today = date(2026, 11, 23)
    assert appeal_clock(decided("2026-11-22T09:30:00Z", Outcome.ACCEPTED), [route(15)], today) is None
    assert appeal_clock(decided("2026-11-22T09:30:00Z"), [], today) is None
    partly = appeal_clock(decided("2026-11-22T09:30:00Z", Outcome.PARTLY_ACCEPTED), [route(15)], today)
    assert partly is not None
