"""Time as the services see it: injected, so that no test has to sleep."""

from __future__ import annotations

import time
from datetime import UTC, datetime
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


def rfc3339(moment: datetime) -> str:
    """Format a time to the second in UTC: `2026-11-21T18:00:00Z`.

    The contract and the records write times so.
    """
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
