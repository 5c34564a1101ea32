"""Connected regions of a mask and their outlines, by runs of equal pixels: a few thousand steps of Python."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image

Point = tuple[float, float]

_RUN = re.compile(rb"\xff+")


@dataclass(frozen=True, slots=True)
class Region:
    area: int
    rows: list[tuple[int, int, int]]
    """y, first x and the x behind the last, from the top; holes are ignored."""


def largest(mask: Image.Image, count: int, min_part: float) -> list[Region]:
    """Return the largest connected regions of an "L" image.

    Regions of 255 that take at least `min_part` of it.
    """
    width, height = mask.size
    data = mask.tobytes()
    runs: list[tuple[int, int, int]] = []
    parent: list[int] = []
    above: list[int] = []
    for y in range(height):
        here: list[int] = []
        next_above = 0
        for found in _RUN.finditer(data, y * width, (y + 1) * width):
            left, right = found.start() - y * width, found.end() - y * width
            number = len(runs)
            runs.append((y, left, right))
            parent.append(number)
            here.append(number)
            while next_above < len(above) and runs[above[next_above]][2] <= left:
                next_above += 1
            touching = next_above
            while touching < len(above) and runs[above[touching]][1] < right:
                parent[_root(parent, above[touching])] = _root(parent, number)
                touching += 1
        above = here
    areas: defaultdict[int, int] = defaultdict(int)
    for number, (_, left, right) in enumerate(runs):
        areas[_root(parent, number)] += right - left
    chosen = sorted(
        (root for root in areas if areas[root] >= min_part * width * height), key=areas.__getitem__
    )
    return [_region(root, areas[root], runs, parent) for root in reversed(chosen[-count:])]


def _root(parent: list[int], number: int) -> int:
    while parent[number] != number:
        parent[number] = parent[parent[number]]
        number = parent[number]
    return number


def _region(root: int, area: int, runs: Sequence[tuple[int, int, int]], parent: list[int]) -> Region:
    spans: dict[int, tuple[int, int]] = {}
    for number, (y, left, right) in enumerate(runs):
        if _root(parent, number) == root:
            span = spans.get(y, (left, right))
            spans[y] = (min(span[0], left), max(span[1], right))
    return Region(area, [(y, left, right) for y, (left, right) in sorted(spans.items())])


def hull(region: Region) -> list[Point]:
    """Return the convex hull, clockwise as it is seen (Andrew's monotone chain)."""
    points = sorted(
        {
            (float(x), float(edge))
            for y, left, right in region.rows
            for x in (left, right)
            for edge in (y, y + 1)
        }
    )
    return _chain(points)[:-1] + _chain(points[::-1])[:-1]


def _chain(points: Sequence[Point]) -> list[Point]:
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and _twice(chain[-2], chain[-1], point) <= 0:
            chain.pop()
        chain.append(point)
    return chain


def simplified(polygon: Sequence[Point], count: int, tolerance: float = 0.0) -> list[Point]:
    """Reduce `polygon` to at most `count` corners.

    Those that add under `tolerance` to its area go, too. The corner that adds least goes first (Visvalingam and
    Whyatt, 1993).
    """
    points = list(polygon)
    while len(points) > 3:
        gains = [
            abs(_twice(points[at - 1], points[at], points[(at + 1) % len(points)])) / 2
            for at in range(len(points))
        ]
        least = min(range(len(points)), key=gains.__getitem__)
        if len(points) <= count and gains[least] >= tolerance:
            break
        points.pop(least)
    return points


def area(polygon: Sequence[Point]) -> float:
    """Return the area in square pixels (the shoelace formula)."""
    ahead = [*polygon[1:], polygon[0]]
    return abs(sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in zip(polygon, ahead, strict=True))) / 2


def _twice(a: Point, b: Point, c: Point) -> float:
    """Return twice the triangle's signed area.

    Above 0 where it turns right as it is seen (y runs down).
    """
    return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
