"""Time as the services see it: injected, so that no test has to sleep."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The moment, in UTC. It may jump, forwards or back: people set their clocks."""

    def time(self) -> float:
        """The same moment in seconds since 1970, as `not_before` of a record counts."""

    def monotonic(self) -> float:
        """Seconds that only ever grow, for measuring how long something takes."""


class SystemClock:
    """The clock of the device."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)) -> None:
        self._now = now
        self._monotonic = 0.0

    def now(self) -> datetime:
        return self._now

    def time(self) -> float:
        return self._now.timestamp()

    def monotonic(self) -> float:
        return self._monotonic

    def advance(self, seconds: float) -> None:
        """Let time go by."""
        self._now += timedelta(seconds=seconds)
        self._monotonic += seconds

    def set(self, now: datetime) -> None:
        """Set the wall clock, as a person does; `monotonic` does not move."""
        self._now = now


def rfc3339(moment: datetime) -> str:
    """The moment to the second, in UTC, as the contract and the records write it: `2026-11-21T18:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
