"""Until when an appeal is in time: a day that is sure, or the number of days alone."""

from __future__ import annotations

from datetime import date

import pytest

from services.appeals import appeals_of, last_safe_day, nearest
from services.models.case import Decision, Outcome
from services.models.catalogue import AppealRoute, AppealStep, Basis

LAW = "Loi 08-08, art. 7-9"


AT, TODAY = "2026-11-22T09:30:00Z", date(2026, 11, 23)


def decided(at: str, outcome: Outcome = Outcome.REFUSED) -> Decision:
    return Decision(outcome, at, "", "fr", appeals=["medical", "gone", "general"])


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


def test_each_route_has_the_day_of_its_first_step_and_the_nearest_leads() -> None:
    known = {"general": route(15), "medical": route(30, "art. 31"), "other": route(1)}
    appeals = appeals_of(decided(AT), known, TODAY)
    assert [(each.key, each.route) for each in appeals] == [
        ("medical", known["medical"]),
        ("general", known["general"]),
    ]
    told = [(each.clock.days, each.clock.law, each.clock.last_safe_day) for each in appeals if each.clock]
    assert told == [(30, "art. 31", date(2026, 12, 22)), (15, LAW, date(2026, 12, 7))]
    assert nearest(appeals) == appeals[1].clock


def test_a_day_that_is_over_is_not_told_as_the_end() -> None:
    # Counted from the receipt there may be time still: the number of days is all that is sure.
    days = [date(2026, 12, 7), date(2026, 12, 8)]
    clocks = [nearest(appeals_of(decided(AT), {"general": route(15)}, day)) for day in days]
    assert [clock and clock.last_safe_day for clock in clocks] == [days[0], None]
    assert [clock and clock.days for clock in clocks] == [15, 15]


@pytest.mark.parametrize("basis", [basis for basis in Basis if basis is not Basis.VERIFIED])
def test_what_is_not_verified_gives_no_day(basis: Basis) -> None:
    clock = nearest(appeals_of(decided(AT), {"general": route(15, basis=basis)}, TODAY))
    assert clock is not None
    assert (clock.days, clock.last_safe_day, clock.basis) == (15, None, basis)


def test_what_was_granted_or_has_no_route_has_no_clock() -> None:
    known = {"general": route(15)}
    assert nearest(appeals_of(decided(AT, Outcome.ACCEPTED), known, TODAY)) is None
    assert nearest(appeals_of(decided(AT), {}, TODAY)) is None
    assert nearest(appeals_of(decided(AT, Outcome.PARTLY_ACCEPTED), known, TODAY)) is not None
