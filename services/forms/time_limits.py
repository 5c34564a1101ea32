"""The days until which a request may be sent, counted from dates in its form."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from services.forms.conditions import Inputs, visible_questions
from services.forms.dates import rule_date, typed_date
from services.forms.problems import InputError
from services.models.catalogue import Form, TimeLimit
from services.models.form import RunningLimit

_HOURS_A_DAY = 24
_LETTERS = {"days": "D", "months": "M", "years": "Y"}


def running_limits(
    limits: Sequence[TimeLimit], form: Form, inputs: Inputs, today: date
) -> list[RunningLimit]:
    """Return the limits whose beginning is answered, in their order."""
    shown = {question.id for question in visible_questions(form, inputs)}
    found = []
    for limit in limits:
        start = next((each for each in limit.counts_from if each in shown), None)
        last = _last_day(limit, inputs.get(start)) if start else None
        if start and last:
            found.append(RunningLimit(limit, start, last, is_over=last < today))
    return found


def _last_day(limit: TimeLimit, raw: object) -> date | None:
    """Return the last day of a limit, or None."""
    if limit.amount is None or not isinstance(raw, dict):
        return None
    amount, unit = limit.amount, limit.unit
    if unit == "hours":
        # The form asks for days: the day on which the hours are over.
        amount, unit = -(-amount // _HOURS_A_DAY), "days"
    letter = _LETTERS.get(unit or "")
    try:
        return rule_date(f"today+P{amount}{letter}", typed_date(raw)) if letter else None
    except (InputError, ValueError):
        return None
