"""Scales of a few values, gone up and down by one."""

from __future__ import annotations

from collections.abc import Sequence


def beside(scale: Sequence[int], value: int, step: int) -> int:
    """Return the next value of a rising scale from the nearest one.

    At the end of the scale, the same.
    """
    place = min(range(len(scale)), key=lambda index: abs(scale[index] - value))
    return scale[max(0, min(len(scale) - 1, place + step))]
