"""How a figure comes about: the work and its baseline in turns, so that a noisy machine disturbs both alike.

A round does each of them once, in an order that is turned from round to round. The result is the median over the
rounds, with the quarter of the rounds below and above it as the spread.
"""

from __future__ import annotations

import resource
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

Work = Callable[[], float]
"""Does something once and gives what it cost, in milliseconds unless it says otherwise."""


@dataclass(frozen=True, slots=True)
class Spread:
    """Over the rounds: a quarter of them lies below `low`, a quarter above `high`."""

    median: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A line of the table. `figure` is what the target is about; None where it could not be run, which `note` says."""

    what: str
    baseline: str
    figure: Spread | None
    unit: str = "×"
    target: float | None = None
    """At most so much; at least, where more is better. None: told for comparison."""
    more_is_better: bool = False
    ours: str = ""
    """The median itself, with its unit, and that of the baseline."""
    theirs: str = ""
    rounds: int = 0
    note: str = ""

    @property
    def is_met(self) -> bool | None:
        """True if the target is met; None without one."""
        if self.figure is None or self.target is None:
            return None
        reached = self.figure.median
        return reached >= self.target if self.more_is_better else reached <= self.target


@dataclass(frozen=True, slots=True)
class Curve:
    """How cost grows with the work: points of each series, by its name. Both axes are logarithmic."""

    name: str
    """The name of the subject, and of its file."""
    title: str
    across: str
    up: str
    series: Mapping[str, Sequence[tuple[float, float]]]


@dataclass(slots=True)
class Result:
    """What one subject found."""

    figures: list[Figure] = field(default_factory=list)
    curves: list[Curve] = field(default_factory=list)


def timed(call: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    start = time.perf_counter()
    call()
    return (time.perf_counter() - start) * 1000


def interleaved(works: Mapping[str, Work], rounds: int, *, warm: bool = True) -> dict[str, list[float]]:
    """Return what each cost in each round, in turns.

    With `warm` a first round is not counted.
    """
    costs: dict[str, list[float]] = {name: [] for name in works}
    names = [*works]
    for turn in range(rounds + warm):
        for name in names if turn % 2 else reversed(names):
            cost = works[name]()
            if turn >= warm:
                costs[name].append(cost)
    return costs


def spread(values: Sequence[float]) -> Spread:
    if len(values) < 3:
        return Spread(statistics.median(values), min(values), max(values))
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high)


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    """Return the ratios of each round.

    What disturbed a whole round falls out of it.
    """
    return spread([one / other for one, other in zip(ours, theirs, strict=True)])


def difference(ours: Sequence[float], theirs: Sequence[float]) -> Spread:
    return spread([one - other for one, other in zip(ours, theirs, strict=True)])


def percentile(values: Sequence[float], per_cent: float) -> float:
    """Return the smallest value that `per_cent` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * per_cent / 100))]


def middle(values: Sequence[float], unit: str = "ms") -> str:
    """Return the median with its unit, in three digits."""
    return f"{short(statistics.median(values))} {unit}"


def short(value: float) -> str:
    """Write a number with about three digits."""
    places = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{places}f}"


def peak_memory() -> float:
    """Return the megabytes that this process held at most so far."""
    status = Path("/proc/self/status")
    if status.exists():
        # What the system tells of a process by `getrusage` begins, on Linux, with the peak of the one that started it.
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) * 1024 / 1e6
    bytes_ = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return bytes_ / 1e6
