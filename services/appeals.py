"""The time limit of an appeal (docs/adr/0019)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone

from services.models.appeal import AppealClock
from services.models.case import Decision, Outcome
from services.models.catalogue import AppealRoute, Basis

_ALGIERS = timezone(timedelta(hours=1))
_WEEKEND = frozenset({4, 5})
"""Friday and Saturday, as `date.weekday` counts them."""
_HOLIDAYS = frozenset({(1, 1), (1, 12), (5, 1), (7, 5), (11, 1)})
"""Month and day of those that return on the same date (law 63-278 as amended). The feasts of the moon are announced
from year to year: the screen of a decision says so."""


def appeal_clock(decision: Decision, routes: Sequence[AppealRoute], today: date) -> AppealClock | None:
    """Return the time limit of an appeal.

    None after a full grant or without a route.
    """
    steps = [(route.steps[0], route.basis) for route in routes if route.steps]
    if decision.outcome is Outcome.ACCEPTED or not steps:
        return None
    step, basis = min(steps, key=lambda each: each[0].file_within_days)
    day = last_safe_day(decision, step.file_within_days)
    sure = basis is Basis.VERIFIED and day >= today
    return AppealClock(step.file_within_days, step.law, step.law_text, basis, day if sure else None)


def last_safe_day(decision: Decision, days: int) -> date:
    """Count calendar days from the decision, back to a working day.

    The law counts from the receipt, which nobody tells the device. No decision is received before it is made.
    """
    day = datetime.fromisoformat(decision.decided_at).astimezone(_ALGIERS).date() + timedelta(days=days)
    while day.weekday() in _WEEKEND or (day.month, day.day) in _HOLIDAYS:
        day -= timedelta(days=1)
    return day
