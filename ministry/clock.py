"""Time as the server sees it: injected, always UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Answers the current time, with its zone, in UTC."""


SET_BACK = timedelta(minutes=1)
"""How far a clock is set back in daily use; and a moment may be taken before another and written after it. What lies
further in the future was written while the clock was wrong."""


CONTRACT_UNIT = timedelta(seconds=1)
"""The smallest difference between two moments that `rfc3339` tells."""


def is_valid(expires_at: datetime, lifetime: timedelta, now: datetime) -> bool:
    """True if it has not expired and can have begun by now.

    It lasts `lifetime` at most; clocks may be set back.
    """
    return now < expires_at <= now + lifetime + SET_BACK


def utc_now() -> datetime:
    return datetime.now(UTC)


def rfc3339(moment: datetime) -> str:
    """Return the moment to the second, as the contract writes it: `2026-11-21T18:00:00Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
