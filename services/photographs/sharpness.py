"""How sharp the print is: how much of its contrast is passed within one pixel.

The strongest steps are taken, which are print and neither paper nor grain. In four directions, since a
hand that moves blurs along one.
"""

from __future__ import annotations

import math

from PIL import Image, ImageChops

from services.photographs import page
from services.photographs.page import PhotographedPage

_STRONGEST = 0.004
"""The part of the pixels that counts as the steps of print: a prescription of five lines has twice that."""
_DIRECTIONS = ((1, 0), (0, 1), (1, 1), (1, -1))
_REACHES = (6, 14)
"""Pixels within which a stroke, however blurred, shows its whole contrast."""
_GRAIN = 4.6
"""The strongest of the steps of mere grain, in medians of them all (a normal distribution)."""
_MIN_CONTRAST = 12
"""Levels of 256 below which there is nothing whose sharpness could be told."""


def measure(looked_at: PhotographedPage) -> float:
    """Measure sharpness from 0 to 1.

    0 for fog, 0.25 for print that is hard to read, 0.4 and more for sharp print; 1 where there is none.
    """
    mask = page.inside(looked_at.outline, looked_at.fine.size)
    box = mask.getbbox()
    if box is None:
        return 1.0
    fine, mask = looked_at.fine.crop(box), mask.crop(box)
    contrast = max(
        _strongest(fine, mask, (across * reach, down * reach))
        for across, down in _DIRECTIONS[:2]
        for reach in _REACHES
    )
    if contrast < _MIN_CONTRAST:
        return 1.0
    return min(_strongest(fine, mask, direction) / contrast for direction in _DIRECTIONS)


def _strongest(fine: Image.Image, mask: Image.Image, by: tuple[int, int]) -> float:
    """Return the mean strongest difference to pixels `by` aside.

    Less what grain makes.
    """
    histogram = ImageChops.difference(fine, ImageChops.offset(fine, *by)).histogram(mask)
    count = sum(histogram)
    wanted = left = max(1.0, count * _STRONGEST)
    total = 0.0
    for level in range(255, -1, -1):
        taken = min(histogram[level], left)
        total += taken * level
        left -= taken
        if left <= 0:
            break
    grain = _GRAIN * _median(histogram, count)
    return math.sqrt(max(0.0, (total / wanted) ** 2 - grain**2))


def _median(histogram: list[int], count: int) -> float:
    below = 0
    for level, number in enumerate(histogram):
        if below + number >= count / 2:
            # Between two levels, since the grain of a good picture is about one.
            return level - 0.5 + (count / 2 - below) / max(number, 1)
        below += number
    return 0.0
