from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from services.clock import Clock, SystemClock, rfc3339
from tests.manual_clock import ManualClock


@pytest.mark.parametrize("clock", [SystemClock(), ManualClock()])
def test_both_clocks_tell_the_same_moment_twice(clock: Clock) -> None:
    assert clock.now().utcoffset() == timedelta(0)
    assert clock.time() == pytest.approx(clock.now().timestamp(), abs=5)
    assert clock.monotonic() <= clock.monotonic()


def test_the_manual_clock_moves_only_when_told() -> None:
    clock = ManualClock(datetime(2026, 1, 4, tzinfo=UTC))
    clock.advance(1.5)
    assert (clock.now(), clock.monotonic()) == (datetime(2026, 1, 4, 0, 0, 1, 500000, tzinfo=UTC), 1.5)
    clock.set(datetime(2020, 1, 1, tzinfo=UTC))
    assert (clock.time(), clock.monotonic()) == (1577836800.0, 1.5)


def test_moments_are_written_in_utc_to_the_second() -> None:
    algiers = timezone(timedelta(hours=1))
    assert rfc3339(datetime(2026, 11, 21, 19, 0, 0, 999, tzinfo=algiers)) == "2026-11-21T18:00:00Z"
