"""How sharp the print is: how much of its contrast is passed within one pixel.

The strongest steps are taken, which are print and neither paper nor grain. Along both axes, since a hand that
moves blurs along one.
"""

from __future__ import annotations

from PIL import Image, ImageChops

from services.photographs import page
from services.photographs.page import Page

_STRONGEST = 0.004
"""The part of the pixels that counts as the steps of print: a prescription of five lines has twice that."""
_REACH = (3, 6)
"""Pixels within which a stroke, however blurred, shows its whole contrast."""
_MIN_CONTRAST = 12
"""Levels of 256 below which there is nothing whose sharpness could be told."""


def measure(looked_at: Page) -> float:
    """0 for fog, 0.2 for print that is hard to read, 0.4 and more for sharp print; 1 where there is none."""
    mask = page.inside(looked_at.outline, looked_at.fine.size)
    along = [_along(looked_at.fine, mask, step) for step in ((1, 0), (0, 1))]
    return min(along)


def _along(fine: Image.Image, mask: Image.Image, step: tuple[int, int]) -> float:
    near = _strongest(_steps(fine, step, 1), mask)
    far = max(_strongest(_steps(fine, step, reach), mask) for reach in _REACH)
    return near / far if far >= _MIN_CONTRAST else 1.0


def _steps(fine: Image.Image, step: tuple[int, int], reach: int) -> Image.Image:
    return ImageChops.difference(fine, ImageChops.offset(fine, step[0] * reach, step[1] * reach))


def _strongest(steps: Image.Image, mask: Image.Image) -> float:
    """The mean of the strongest steps under the mask."""
    histogram = steps.histogram(mask)
    wanted = left = max(1.0, sum(histogram) * _STRONGEST)
    total = 0.0
    for level in range(255, -1, -1):
        taken = min(histogram[level], left)
        total += taken * level
        left -= taken
        if left <= 0:
            break
    return total / wanted
