"""Growth curves as SVG, written by hand: two logarithmic axes, a line for each series, its name at its end."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from bench.measure import Curve

WIDTH, HEIGHT = 720, 400
LEFT, RIGHT, TOP, BOTTOM = 74, 170, 52, 56
PAPER, INK, GRID = "#FAF8F3", "#14231F", "#D5D9D4"
COLOURS = ("#0A5A4B", "#A3160F", "#1F4E9C", "#7A4300", "#5B2A86")
DASHES = ("none", "7 4", "2 4", "10 3 2 3", "4 2")
"""Lines differ by their dashes too, not by colour alone."""

Points = Sequence[tuple[float, float]]


def svg(curve: Curve) -> str:
    """The whole file."""
    points = [point for series in curve.series.values() for point in series]
    across = _Axis([x for x, _ in points], LEFT, WIDTH - RIGHT)
    up = _Axis([y for _, y in points], HEIGHT - BOTTOM, TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" font-family="sans-serif" font-size="13" fill="{INK}">',
        f"<title>{escape(curve.title)}</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
        _text(curve.title, LEFT, 28, size=16),
        *_across(across, curve.across),
        *_up(up, curve.up),
        *_lines(curve, across, up),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


class _Axis:
    """A logarithmic axis over some values, from one pixel to another."""

    def __init__(self, values: Iterable[float], start: float, end: float) -> None:
        positive = [value for value in values if value > 0]
        # An axis of less than a power of ten would have one mark or none.
        self._low = math.floor(math.log10(min(positive)) + 1e-9)
        self._high = max(math.ceil(math.log10(max(positive)) - 1e-9), self._low + 1)
        self._start, self._end = start, end

    def at(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return self._start + share * (self._end - self._start)

    @property
    def marks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]


def _across(axis: _Axis, label: str) -> list[str]:
    parts = [_text(label, (LEFT + WIDTH - RIGHT) / 2, HEIGHT - 14, anchor="middle")]
    for mark in axis.marks:
        parts.append(_rule(axis.at(mark), TOP, axis.at(mark), HEIGHT - BOTTOM))
        parts.append(_text(_number(mark), axis.at(mark), HEIGHT - BOTTOM + 18, anchor="middle"))
    return parts


def _up(axis: _Axis, label: str) -> list[str]:
    parts = [_text(label, LEFT - 62, TOP - 6)]
    for mark in axis.marks:
        parts.append(_rule(LEFT, axis.at(mark), WIDTH - RIGHT, axis.at(mark)))
        parts.append(_text(_number(mark), LEFT - 8, axis.at(mark) + 4, anchor="end"))
    return parts


def _lines(curve: Curve, across: _Axis, up: _Axis) -> list[str]:
    parts = []
    ends = _apart([(up.at(series[-1][1]), name) for name, series in curve.series.items()])
    for number, (name, series) in enumerate(curve.series.items()):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        places = [(across.at(x), up.at(y)) for x, y in series if x > 0 and y > 0]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" '
            f'stroke-dasharray="{dash}"/>'
        )
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5" fill="{colour}"/>' for x, y in places]
        parts.append(_text(name, places[-1][0] + 10, ends[name] + 4, colour=colour))
    return parts


def _apart(ends: list[tuple[float, str]]) -> dict[str, float]:
    """Where names stand so that none covers another."""
    placed: dict[str, float] = {}
    free_from = 0.0
    for height, name in sorted(ends):
        placed[name] = max(height, free_from)
        free_from = placed[name] + 18
    return placed


def _text(words: str, x: float, y: float, *, anchor: str = "start", size: int = 13, colour: str = INK) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def _rule(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke="{GRID}"/>'


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1 else f"{value:g}"
