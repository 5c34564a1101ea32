"""The picture at the sizes in which it is looked at, and the paper in it laid straight."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from services.documents import media_types, pictures
from services.documents.inspection import check_size
from services.errors import DocumentError
from services.photographs import outline
from services.photographs.outline import Outline

FINE_SIDE = 1600
"""Pixels of the longest side at which sharpness is measured: an A4 page at 130 dots an inch, where print of
10 points is just legible. A blur that does not show here spoils nothing."""
_PAGE_SIDE = 1200
_PAPER_SHADE = 0.82
"""Print is darker than this part of the paper around it, and by _PRINT_DEPTH levels of 256."""
_PRINT_DEPTH = 7
_EDGE = 0.035
"""The part of the page at each side with shadows of its edge, punched holes, the table."""


@dataclass(frozen=True, slots=True)
class Page:
    fine: Image.Image
    """ "L", FINE_SIDE or less."""
    small: Image.Image
    """ "RGB", outline.SIDE."""
    outline: Outline | None
    flat: Image.Image
    """ "L", the paper laid straight; the whole picture where it does not stand out."""
    paper: Image.Image
    """ "L", a quarter of `flat`: the paper without what is printed on it."""
    ink: Image.Image
    """ "L", as large as `flat`: 255 where something is printed."""


def read(data: bytes) -> Page:
    """Read a photograph of a page.

    Raises DocumentError: `empty`, `too_large`, `wrong_type`, `damaged`, `too_many_pixels`.
    """
    check_size(len(data))
    media_type = media_types.sniff(data[: media_types.SNIFFED_BYTES])
    if media_type not in (media_types.JPEG, media_types.PNG):
        raise DocumentError("wrong_type")
    picture = pictures.read(data, media_type)
    image = pictures.decode(picture, FINE_SIDE, Image.Resampling.BILINEAR)
    return of_picture(pictures.seen(picture, image).convert("RGB"))


def of_picture(seen: Image.Image) -> Page:
    small = seen.copy()
    small.thumbnail((outline.SIDE, outline.SIDE), Image.Resampling.BOX, reducing_gap=2.0)
    fine = seen.convert("L")
    found = outline.find(small)
    flat = _flat(fine, found)
    paper, ink = _printed(flat)
    return Page(fine, small, found, flat, paper, ink)


def whole(looked_at: Page) -> Page:
    """Return the picture as one that the paper fills."""
    flat = _flat(looked_at.fine, None)
    paper, ink = _printed(flat)
    return replace(looked_at, outline=None, flat=flat, paper=paper, ink=ink)


def grown(image: Image.Image, by: int) -> Image.Image:
    """Grow light areas by `by` pixels.

    Small filters in a row give what a large one gives, much sooner.
    """
    for _ in range(by):
        image = image.filter(ImageFilter.MaxFilter(3))
    return image


def shrunk(image: Image.Image, by: int) -> Image.Image:
    """Shrink light areas by `by` pixels."""
    for _ in range(by):
        image = image.filter(ImageFilter.MinFilter(3))
    return image


def inside(found: Outline | None, size: tuple[int, int]) -> Image.Image:
    """Make a mask of the paper without edges, of `size`."""
    mask = Image.new("L", size)
    if found is None:
        mask.paste(255, (0, 0, *size))
        return mask
    cx, cy = (sum(corner[axis] for corner in found.corners) / 4 for axis in (0, 1))
    polygon = [
        ((cx + (x - cx) * (1 - 2 * _EDGE)) * size[0], (cy + (y - cy) * (1 - 2 * _EDGE)) * size[1])
        for x, y in found.corners
    ]
    ImageDraw.Draw(mask).polygon(polygon, fill=255)
    return mask


def _flat(fine: Image.Image, found: Outline | None) -> Image.Image:
    if found is None:
        flat = fine.copy()
        flat.thumbnail((_PAGE_SIDE, _PAGE_SIDE), Image.Resampling.BILINEAR)
        return flat
    corners = [(x * fine.width, y * fine.height) for x, y in found.corners]
    top_left, top_right, bottom_right, bottom_left = corners
    width = (math.dist(top_left, top_right) + math.dist(bottom_left, bottom_right)) / 2
    height = (math.dist(top_left, bottom_left) + math.dist(top_right, bottom_right)) / 2
    scale = min(1.0, _PAGE_SIDE / max(width, height))
    size = max(8, round(width * scale)), max(8, round(height * scale))
    source = (*top_left, *bottom_left, *bottom_right, *top_right)
    return fine.transform(size, Image.Transform.QUAD, source, Image.Resampling.BILINEAR)


def _printed(flat: Image.Image) -> tuple[Image.Image, Image.Image]:
    quarter = flat.resize((max(2, flat.width // 4), max(2, flat.height // 4)), Image.Resampling.BOX)
    paper = shrunk(grown(quarter, 4), 4)
    limit = paper.point(
        [max(0, min(round(level * _PAPER_SHADE), level - _PRINT_DEPTH)) for level in range(256)]
    )
    # Half the size first: the grain of a dark picture must not look like print.
    half = flat.resize((max(2, flat.width // 2), max(2, flat.height // 2)), Image.Resampling.BOX)
    depth = ImageChops.subtract(limit.resize(half.size, Image.Resampling.BILINEAR), half)
    ink = Image.new("L", flat.size)
    body = depth.point([0] + [255] * 255).resize(flat.size, Image.Resampling.BILINEAR)
    box = (
        round(flat.width * _EDGE),
        round(flat.height * _EDGE),
        max(1, round(flat.width * (1 - _EDGE))),
        max(1, round(flat.height * (1 - _EDGE))),
    )
    ink.paste(body.crop(box), box)
    return paper, ink
