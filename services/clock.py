"""Time as the services see it: injected, so that no test has to sleep."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """Return the time in UTC. It may jump: people set their clocks."""

    def time(self) -> float:
        """Return the same time in seconds since 1970, as a record's `not_before`."""

    def monotonic(self) -> float:
        """Return seconds that only grow, for measuring how long something takes."""


class SystemClock:
    """The clock of the device."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def time(self) -> float:
        return time.time()

    def monotonic(self) -> float:
        return time.monotonic()


class ManualClock:
    """A clock that moves only when a test moves it."""

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
    """Format a time to the second in UTC: `2026-11-21T18:00:00Z`.

    The contract and the records write times so.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
