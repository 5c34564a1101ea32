"""The ways to appeal against a decision, and their time limits (docs/adr/0019)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta, timezone

from services.models.appeal import Appeal, AppealClock
from services.models.case import Decision, Outcome
from services.models.catalogue import AppealRoute, Basis

_ALGIERS = timezone(timedelta(hours=1))
_WEEKEND = frozenset({4, 5})
"""Friday and Saturday, as `date.weekday` counts them."""
_HOLIDAYS = frozenset({(1, 1), (1, 12), (5, 1), (7, 5), (11, 1)})
"""Month and day of those that return on the same date (law 63-278 as amended). The feasts of the moon are announced
from year to year: the screen of a decision says so."""


def appeals_of(decision: Decision, known: Mapping[str, AppealRoute], today: date) -> list[Appeal]:
    """Return every way to appeal that a decision names, in its order.

    None of them has a time limit after a full grant.
    """
    routes = {key: known[key] for key in decision.appeals if key in known}
    return [Appeal(key, route, _clock(decision, route, today)) for key, route in routes.items()]


def nearest(appeals: Iterable[Appeal]) -> AppealClock | None:
    """Return the time limit that ends first."""
    clocks = [appeal.clock for appeal in appeals if appeal.clock]
    return min(clocks, key=lambda clock: clock.days, default=None)


def _clock(decision: Decision, route: AppealRoute, today: date) -> AppealClock | None:
    """Return the time limit of the first step.

    Those of later steps run from an answer that nobody knows yet.
    """
    if decision.outcome is Outcome.ACCEPTED or not route.steps:
        return None
    step = route.steps[0]
    day = last_safe_day(decision, step.file_within_days)
    sure = route.basis is Basis.VERIFIED and day >= today
    return AppealClock(step.file_within_days, step.law, step.law_text, route.basis, day if sure else None)


def last_safe_day(decision: Decision, days: int) -> date:
    """Count calendar days from the decision, back to a working day.

    The law counts from the receipt, which nobody tells the device. No decision is received before it is made.
    """
    day = datetime.fromisoformat(decision.decided_at).astimezone(_ALGIERS).date() + timedelta(days=days)
    while day.weekday() in _WEEKEND or (day.month, day.day) in _HOLIDAYS:
        day -= timedelta(days=1)
    return day
