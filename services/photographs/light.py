"""Too little light, too much, and reflections that hide what is under them."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image, ImageChops, ImageStat

from services.models.photograph import PicturePart
from services.photographs import page
from services.photographs.page import PhotographedPage

_GLARE_SIDE = 64
"""Pixels of the longest side in which a reflection is looked for: it is a spot of three pixels at least."""
_GLARE_LEVEL = 243
_GLARE_STEP = 12
"""How much lighter than what is around it, in levels of 256."""


@dataclass(frozen=True, slots=True)
class Light:
    paper: float
    """The median level of the paper without its print, 0 to 255."""
    print_depth: float
    """How much darker than the paper its darkest print is, 0 to 1."""
    glare: float
    """Part of the paper under a reflection."""
    glare_place: PicturePart


def measure(looked_at: PhotographedPage) -> Light:
    paper = float(ImageStat.Stat(looked_at.paper).median[0])
    glare, place = _glare(looked_at)
    return Light(paper, _print_depth(looked_at, paper), glare, place)


def _print_depth(looked_at: PhotographedPage, paper: float) -> float:
    histogram = looked_at.flat.histogram(looked_at.ink.point([0] * 128 + [255] * 128))
    wanted, total = sum(histogram) * 0.25, 0
    for level, count in enumerate(histogram):
        total += count
        if total > wanted:
            return max(0.0, 1 - level / max(paper, 1.0))
    return 0.0


def _glare(looked_at: PhotographedPage) -> tuple[float, PicturePart]:
    """Find white that rises steeply from its surroundings.

    Light that merely falls off does so slowly.
    """
    paper = looked_at.paper
    scale = _GLARE_SIDE / max(paper.size)
    size = max(8, round(paper.width * scale)), max(8, round(paper.height * scale))
    low = paper.resize(size, Image.Resampling.BOX)
    ground = page.grown(page.shrunk(low, 10), 10)
    rise = ImageChops.subtract(low, ground)
    spot = ImageChops.darker(
        rise.point([255 * (level >= _GLARE_STEP) for level in range(256)]),
        low.point([255 * (level >= _GLARE_LEVEL) for level in range(256)]),
    )
    box = spot.getbbox()
    if box is None:
        return 0.0, PicturePart.MIDDLE
    share = float(ImageStat.Stat(spot).mean[0]) / 255
    data = spot.tobytes()
    white = [at for at, level in enumerate(data) if level]
    x = sum(at % spot.width for at in white) / len(white) / spot.width
    y = sum(at // spot.width for at in white) / len(white) / spot.height
    return share, _place(x + 0.5 / spot.width, y + 0.5 / spot.height)


def _place(x: float, y: float) -> PicturePart:
    """Name the part of the page, in thirds.

    A corner belongs to the side it is nearest to.
    """
    across, down = x - 0.5, y - 0.5
    if max(abs(across), abs(down)) <= 1 / 6:
        return PicturePart.MIDDLE
    if abs(across) > abs(down):
        return PicturePart.LEFT if across < 0 else PicturePart.RIGHT
    return PicturePart.TOP if down < 0 else PicturePart.BOTTOM
