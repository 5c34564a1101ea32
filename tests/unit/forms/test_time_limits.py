"""Time limits that run from a date in the form: in time, late, and none from what is not a date."""

from __future__ import annotations

import json
from datetime import date

import pytest

from ministry.catalogue.loader import load
from services.catalogue.decoding import decode_catalogue
from services.forms.time_limits import running_limits
from services.models.catalogue import Service
from services.models.form import RunningLimit
from services.models.request import RawInput

TODAY = date(2026, 11, 29)


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    found = decode_catalogue(json.dumps(load().document).encode())[0]
    return {service.id: service for service in found.services}


def typed(day: int, month: int, year: str = "2026") -> dict[str, str]:
    return {"day": str(day), "month": str(month), "year": year}


def running(service: Service, **inputs: RawInput) -> list[RunningLimit]:
    return running_limits(service.time_limits, service.form, inputs, TODAY)


@pytest.mark.parametrize(
    ("start", "last", "is_over"),
    [
        (typed(28, 11), date(2026, 11, 30), False),
        (typed(27, 11), date(2026, 11, 29), False),
        (typed(26, 11), date(2026, 11, 28), True),
    ],
)
def test_48_hours_after_the_first_day_of_a_sick_leave(
    services: dict[str, Service], start: dict[str, str], last: date, is_over: bool
) -> None:
    (found,) = running(services["sick_leave"], leave_start=start)
    assert (found.last_day, found.is_over, found.question_id) == (last, is_over, "leave_start")
    assert "83-11" in (found.limit.law or "")


def test_three_months_after_care_or_after_the_end_of_treatment(services: dict[str, Service]) -> None:
    service, first = services["reimbursement"], typed(31, 8)
    (care,) = running(service, first_care_date=first)
    assert (care.last_day, care.is_over, care.question_id) == (date(2026, 11, 30), False, "first_care_date")
    assert running(service, first_care_date=typed(28, 8))[0].is_over
    treated: dict[str, RawInput] = {"first_care_date": typed(1, 2), "continuous": True}
    assert running(service, **treated) == [], "the end of the treatment is asked for"
    (end,) = running(service, **treated, last_care_date=typed(15, 11))
    assert (end.last_day, end.question_id) == (date(2027, 2, 15), "last_care_date")


@pytest.mark.parametrize("raw", [None, typed(31, 2), typed(1, 11, "26"), {"day": "1"}, typed(31, 12, "9999")])
def test_nothing_is_told_of_what_is_no_date(services: dict[str, Service], raw: RawInput | None) -> None:
    assert running(services["sick_leave"], **({} if raw is None else {"leave_start": raw})) == []
