"""Progress at a pace that a screen can follow."""

from __future__ import annotations

from collections.abc import Callable

from services.models.outbox import Progress

LEAST_INTERVAL = 0.1
"""Seconds between two reports."""


class Throttle:
    """Progress that is passed on at most ten times a second, and always when all is sent."""

    def __init__(self, report: Callable[[Progress], None], ticks: Callable[[], float]) -> None:
        self._report = report
        self._ticks = ticks
        self._last: float | None = None

    def __call__(self, progress: Progress) -> None:
        now = self._ticks()
        early = self._last is not None and now - self._last < LEAST_INTERVAL
        if early and progress.sent < progress.total:
            return
        self._last = now
        self._report(progress)
