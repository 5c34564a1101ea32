"""Which way the lines of a page run, and which way up they are, told without recognising a letter.

Latin letters reach above the line more often than below it, Arabic ones stand on a strong stroke; a paragraph
ends with a short line before the gap, in both scripts; a page has more on its upper half.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from PIL import Image

_STRIPS = 8
_WIDE_STRIPS = 4
"""The page is cut into strips, so that lines that run a little askew still show."""
_BAND_HEIGHTS = range(7, 60)
"""Pixels of `flat` that one line of print takes."""
_MIN_INK = 6


@dataclass(frozen=True, slots=True)
class Direction:
    lines: float
    """Above 0 where the lines run across, below where they run from top to bottom."""
    bands: int
    """Pieces of lines that were found."""
    lean: float
    """Mean skewness of the pieces: below 0 where more reaches up than down."""
    certainty: float
    """`lean` in standard errors."""
    weight: float
    """Where the middle of the print is: below 0 in the upper half, ±0.5 at the edges."""
    endings: float
    """Short lines before gaps less short lines behind gaps, for each line."""

    @property
    def upside_down(self) -> float:
        """The evidence that the paper is upside down.

        It comes from three sources, of which none alone is enough. Below 0 it is evidence against.
        """
        return 0.5 * min(max(self.certainty, -6.0), 6.0) + 6.0 * self.weight - 5.0 * self.endings


def measure(ink: Image.Image) -> Direction:
    across = _unevenness(ink)
    along = _unevenness(ink.transpose(Image.Transpose.ROTATE_90))
    leans = [lean for strip in _strips(ink, _STRIPS) for lean in _leans(strip)]
    mean = sum(leans) / len(leans) if leans else 0.0
    spread = math.sqrt(sum((lean - mean) ** 2 for lean in leans) / max(1, len(leans) - 1))
    certainty = mean / max(spread / math.sqrt(len(leans)), 1e-6) if len(leans) > 2 else 0.0
    profile = list(ink.resize((1, ink.height), Image.Resampling.BOX).tobytes())
    total = sum(profile)
    centre = sum(y * level for y, level in enumerate(profile)) / total / len(profile) - 0.5 if total else 0.0
    return Direction(
        math.log((across + 1.0) / (along + 1.0)), len(leans), mean, certainty, centre, _endings(ink)
    )


def _strips(ink: Image.Image, count: int) -> list[bytes]:
    """Return each strip's mean ink, row by row."""
    return [
        ink.resize(
            (1, ink.height),
            Image.Resampling.BOX,
            (strip * ink.width / count, 0, (strip + 1) * ink.width / count, ink.height),
        ).tobytes()
        for strip in range(count)
    ]


def _unevenness(ink: Image.Image) -> float:
    """Measure how the ink differs between rows four pixels apart."""
    total = 0.0
    for strip in _strips(ink, _WIDE_STRIPS):
        total += sum((a - b) ** 2 for a, b in zip(strip, strip[4:], strict=False)) / max(1, len(strip))
    return total / _WIDE_STRIPS


def _leans(strip: bytes) -> list[float]:
    return [_skewness(strip[top:bottom]) for top, bottom in _bands(strip, _MIN_INK)]


def _bands(profile: bytes, floor: int) -> Iterator[tuple[int, int]]:
    """Yield where bands of ink begin and end, if high as lines."""
    start = None
    for y, level in enumerate([*profile, 0]):
        if level > floor and start is None:
            start = y
        elif level <= floor and start is not None:
            if y - start in _BAND_HEIGHTS:
                yield start, y
            start = None


def _skewness(band: bytes) -> float:
    total = sum(band)
    mean = sum(y * level for y, level in enumerate(band)) / total
    second = sum((y - mean) ** 2 * level for y, level in enumerate(band)) / total
    third = sum((y - mean) ** 3 * level for y, level in enumerate(band)) / total
    return third / math.pow(max(second, 1e-6), 1.5)


def _endings(ink: Image.Image) -> float:
    lines = _lines(ink)
    if len(lines) < 4:
        return 0.0
    gaps = sorted(below[0] - above[1] for above, below in pairwise(lines))
    wide = gaps[len(gaps) // 2] * 1.35
    widths = sorted(right - left for *_, left, right in lines)
    short = 0.85 * widths[-max(1, len(widths) // 4)]
    balance = 0
    for above, line, below in zip(lines, lines[1:], lines[2:], strict=False):
        if line[3] - line[2] < short:
            balance += (below[0] - line[1] > wide) - (line[0] - above[1] > wide)
    return balance / len(lines)


def _lines(ink: Image.Image) -> list[tuple[int, int, int, int]]:
    """Return top, bottom, left and right of each line."""
    profile = ink.resize((1, ink.height), Image.Resampling.BOX).tobytes()
    lines = []
    for top, bottom in _bands(profile, 2):
        box = ink.crop((0, top, ink.width, bottom)).getbbox()
        if box is not None:
            lines.append((top, bottom, box[0], box[2]))
    return lines
