"""Where the paper lies in a picture: the best four-sided region among several ways of cutting it out.

Text is wiped out first. Then regions are cut by brightness (a light paper on a dark table) and by steps in
brightness (a white paper on a white table), and the one wins whose sides are best held by visible edges.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageFilter, ImageStat

from services.models.photograph import Place
from services.photographs import regions
from services.photographs.regions import Region

Point = tuple[float, float]

SIDE = 240
"""Pixels of the longest side of the picture in which the paper is looked for."""

_LIGHT = 220
"""The level to which the lightest part of every picture is brought."""
_STEPS = (4, 7, 12, 20)
"""Levels of 256 within three pixels that are taken for an edge, from a white table to a dark one."""
_MIN_AREA = 0.03
"""The least part of the picture: what is smaller is not the paper."""
_MIN_SOLID = 0.62
"""Of its hull that a region fills: a dark photograph on a card is a hole in it, a table around a paper too."""
_MIN_FOUR_SIDED = 0.86
_REACH = 4
"""Pixels to either side of an edge between which it is measured."""
_HELD = 3
"""Levels of 256 that make an edge."""
_BORDER = 2
"""Pixels: nearer to the border of the picture than this, a side is cut."""
_CORNER_ANGLES = (math.radians(50), math.radians(130))


@dataclass(frozen=True, slots=True)
class Outline:
    """`corners`: top left, top right, bottom right, bottom left as the paper lies, in parts of the picture."""

    corners: tuple[Point, Point, Point, Point]
    area: float
    """The area in parts of the picture."""
    cut: tuple[Place, ...]
    corners_seen: int


def find(small: Image.Image) -> Outline | None:
    """Return the paper in an RGB picture of SIDE pixels.

    None where no four-sided area differs from the rest.
    """
    # A dark picture has the same edges, only smaller ones.
    light = max(_quantile(small.convert("L").histogram(), 0.98), 20)
    lit = small.point([min(255, round(level * _LIGHT / light)) for level in range(256)] * 3)
    wiped = lit.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.MinFilter(5))
    best, best_score = None, 0.0
    for mask, grown in _masks(wiped):
        for region in regions.largest(mask, 3, _MIN_AREA):
            candidate, score = _rate(region, grown, wiped)
            if score > best_score:
                best, best_score = candidate, score
    return best


def _quantile(histogram: Sequence[int], part: float) -> int:
    wanted, total = part * sum(histogram), 0
    for level, count in enumerate(histogram):
        total += count
        if total >= wanted:
            return level
    return 255


def _masks(wiped: Image.Image) -> Iterator[tuple[Image.Image, int]]:
    """Yield each mask and the pixels its regions lost at edges."""
    # White paper is light in all three; wood, skin and cloth are dark in one.
    whiteness = _merged(wiped, ImageChops.darker)
    histogram = whiteness.histogram()
    first = _otsu(histogram)
    # Once more among the lighter part: paper, table and floor are three.
    second = _otsu([0] * (first + 1) + histogram[first + 1 :])
    for threshold in sorted({first, second}):
        yield whiteness.point([255 * (level > threshold) for level in range(256)]), 0
    around = ImageChops.subtract(
        wiped.filter(ImageFilter.MaxFilter(3)), wiped.filter(ImageFilter.MinFilter(3))
    )
    steps = _merged(around, ImageChops.lighter)
    for step in _STEPS:
        yield steps.point([255 * (level < step) for level in range(256)]), 1


def _merged(image: Image.Image, merge: Callable[[Image.Image, Image.Image], Image.Image]) -> Image.Image:
    red, green, blue = image.split()
    return merge(merge(red, green), blue)


def _otsu(histogram: Sequence[int]) -> int:
    """Return the threshold that parts a histogram best in two (Otsu, 1979)."""
    total, sum_all = sum(histogram), sum(level * count for level, count in enumerate(histogram))
    below = sum_below = best = 0
    best_spread = 0.0
    for level, count in enumerate(histogram):
        below += count
        sum_below += level * count
        if below in (0, total):
            continue
        apart = sum_below / below - (sum_all - sum_below) / (total - below)
        spread = below * (total - below) * apart * apart
        if spread > best_spread:
            best, best_spread = level, spread
    return best


def _rate(region: Region, grown: int, wiped: Image.Image) -> tuple[Outline | None, float]:
    width, height = wiped.size
    hull = regions.hull(region)
    hull_area = regions.area(hull)
    if hull_area < _MIN_AREA * width * height or region.area < _MIN_SOLID * hull_area:
        return None, 0.0
    quad = regions.simplified(hull, 4)
    if len(quad) < 4:
        return None, 0.0
    four_sided = regions.area(quad) / hull_area
    held = _held(quad, wiped)
    if four_sided < _MIN_FOUR_SIDED or held == 0:
        return None, 0.0
    cut, seen = _cut(region, grown, (width, height)), _corners_seen(hull, hull_area, (width, height))
    area = hull_area / (width * height)
    corners = tuple((x / width, y / height) for x, y in _from_top_left(_swollen(quad, grown)))
    outline = Outline((corners[0], corners[1], corners[2], corners[3]), area, cut, seen)
    # A shadow that reaches the border is cut out as easily as a paper that ends in the picture.
    return outline, held * four_sided**2 * area**0.75 * 0.75 ** len(cut)


def _held(quad: Sequence[Point], wiped: Image.Image) -> float:
    """Return the share of `quad` where inside and outside differ.

    Inside is lighter, or darker, in one colour.
    """
    width, height = wiped.size
    cx, cy = (sum(point[axis] for point in quad) / 4 for axis in (0, 1))
    lighter, darker = [0, 0, 0], [0, 0, 0]
    count = 0
    for x, y in _around(quad):
        count += 1
        away = math.hypot(x - cx, y - cy) or 1.0
        dx, dy = _REACH * (x - cx) / away, _REACH * (y - cy) / away
        out = round(x + dx), round(y + dy)
        if not (0 <= out[0] < width and 0 <= out[1] < height):
            continue
        for band, (inner, outer) in enumerate(
            zip(_levels(wiped, (round(x - dx), round(y - dy))), _levels(wiped, out), strict=True)
        ):
            lighter[band] += inner - outer >= _HELD
            darker[band] += outer - inner >= _HELD
    # Paper is seldom darker than what it lies on.
    return max(*lighter, *(0.85 * held for held in darker)) / max(count, 1)


def _around(quad: Sequence[Point]) -> Iterator[Point]:
    for (x0, y0), (x1, y1) in zip(quad, [*quad[1:], quad[0]], strict=True):
        samples = max(2, round(math.hypot(x1 - x0, y1 - y0) / 3))
        for sample in range(samples):
            part = (sample + 0.5) / samples
            yield x0 + (x1 - x0) * part, y0 + (y1 - y0) * part


def _levels(image: Image.Image, at: tuple[int, int]) -> tuple[int, ...]:
    inside = min(max(at[0], 0), image.width - 1), min(max(at[1], 0), image.height - 1)
    levels = image.getpixel(inside)
    return levels if isinstance(levels, tuple) else ()


def _cut(region: Region, grown: int, size: tuple[int, int]) -> tuple[Place, ...]:
    width, height = size
    near = _BORDER + grown
    sides = {
        Place.TOP: sum(right - left for y, left, right in region.rows if y < near) / near > 0.04 * width,
        Place.BOTTOM: sum(r - left for y, left, r in region.rows if y >= height - near) / near > 0.04 * width,
        Place.LEFT: sum(left < near for _, left, _ in region.rows) > 0.04 * height,
        Place.RIGHT: sum(right > width - near for *_, right in region.rows) > 0.04 * height,
    }
    return tuple(place for place, touched in sides.items() if touched)


def _corners_seen(hull: Sequence[Point], hull_area: float, size: tuple[int, int]) -> int:
    """Count the corners inside the picture that are about right angles."""
    corners = regions.simplified(hull, 6, tolerance=0.006 * hull_area)
    seen = 0
    for before, (x, y), after in zip(
        [corners[-1], *corners[:-1]], corners, [*corners[1:], corners[0]], strict=True
    ):
        if not (_BORDER < x < size[0] - _BORDER and _BORDER < y < size[1] - _BORDER):
            continue
        turn = math.atan2(after[1] - y, after[0] - x) - math.atan2(before[1] - y, before[0] - x)
        turn = abs((turn + math.pi) % (2 * math.pi) - math.pi)
        seen += _CORNER_ANGLES[0] < turn < _CORNER_ANGLES[1]
    return min(seen, 4)


def _swollen(quad: Sequence[Point], by: float) -> list[Point]:
    cx, cy = (sum(point[axis] for point in quad) / 4 for axis in (0, 1))
    return [(x + math.copysign(by, x - cx), y + math.copysign(by, y - cy)) for x, y in quad]


def _from_top_left(quad: Sequence[Point]) -> list[Point]:
    """Return the corners clockwise, from the top left.

    That is the one whose next side runs most to the right.
    """

    def runs_right(start: int) -> float:
        (x0, y0), (x1, y1) = quad[start], quad[(start + 1) % 4]
        return (x1 - x0) / (math.hypot(x1 - x0, y1 - y0) or 1.0)

    first = max(range(4), key=runs_right)
    return [quad[(first + step) % 4] for step in range(4)]


def whiteness(small: Image.Image, mask: Image.Image) -> float:
    """Return how colourless a picture is under the mask.

    1 for white, grey and black.
    """
    means = ImageStat.Stat(small, mask).mean
    return min(means) / max(*means, 1.0)
