"""A PNG too large for memory, strip by strip.

The rows of a PNG are filtered: each holds its differences to the one above. No library undoes that for a
part of a picture, but each undoes it for a picture that begins with a row that is known already.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import replace

from PIL import Image

from services.documents import png
from services.documents.png import Png

_CARRIERS = {1: png.GREY, 2: png.GREY_ALPHA, 3: png.RGB, 4: png.RGBA}
"""Bytes of a pixel → the colour type of that size at 8 bits. A filter knows bytes, not colours."""

_STRIP_BYTES = 4 * 2**20
"""Pillow keeps four bytes of each coloured pixel."""


def height(width: int, factor: int) -> int:
    """Return a strip's rows, a multiple of the reduction `factor`."""
    return factor * max(1, _STRIP_BYTES // (4 * width * factor))


def cut(image: Image.Image, rows: int) -> Iterator[Image.Image]:
    """Yield a picture that is in memory whole, strip by strip."""
    for y in range(0, image.height, rows):
        yield image.crop((0, y, image.width, min(image.height, y + rows)))


def can_be_cut(picture: Png) -> bool:
    return not picture.interlaced and (_can_be_halved(picture) or _pixel_bytes(picture) in _CARRIERS)


def strips(picture: Png, rows: int) -> Iterator[Image.Image]:
    """Yield the picture from top to bottom in strips of `rows` rows.

    The last strip may be lower. A picture of 16 bits a channel comes with 8.
    """
    if _can_be_halved(picture):
        yield from _strips(replace(picture, depth=8), _halved(picture, _filtered(picture, rows)))
    else:
        yield from _strips(picture, _filtered(picture, rows))


def _strips(picture: Png, filtered_rows: Iterator[bytes]) -> Iterator[Image.Image]:
    carrier = picture if picture.depth == 8 else _carrier(picture)
    above = b""
    for filtered in filtered_rows:
        known = 1 if above else 0
        with opened(carrier, above + filtered) as image:
            image.load()
            above = b"\0" + image.crop((0, image.height - 1, *image.size)).tobytes()
            strip = image.crop((0, known, *image.size))
        if carrier is not picture:
            size, data = picture.row_bytes, strip.tobytes()
            lines = (b"\0" + data[at : at + size] for at in range(0, len(data), size))
            strip = opened(picture, b"".join(lines))
            strip.load()
        yield strip


def opened(picture: Png, rows: bytes) -> Image.Image:
    """Return a picture like `picture` of these filtered rows, in whatever number."""
    file = replace(picture, height=len(rows) // (picture.row_bytes + 1), packed=zlib.compress(rows, 0)).file()
    return Image.open(io.BytesIO(file), formats=["PNG"])


def _filtered(picture: Png, rows: int) -> Iterator[bytes]:
    stride = picture.row_bytes + 1
    waiting, left = bytearray(), stride * picture.height
    for block, _ in png.inflated(picture.packed):
        waiting += block[:left]
        left -= len(block[:left])
        while len(waiting) >= stride * rows:
            yield bytes(waiting[: stride * rows])
            del waiting[: stride * rows]
        if not left:
            break
    if waiting:
        yield bytes(waiting)


def _can_be_halved(picture: Png) -> bool:
    """True if the lower bytes of 16 bits may be dropped.

    A colour that is transparent is compared in full.
    """
    return picture.depth == 16 and not picture.transparency


def _halved(picture: Png, filtered_rows: Iterator[bytes]) -> Iterator[bytes]:
    """Drop the lower bytes of filtered rows of 16 bits.

    A filter never mixes the bytes of one pixel.
    """
    stride = picture.row_bytes + 1
    for rows in filtered_rows:
        starts = range(0, len(rows), stride)
        yield b"".join(rows[at : at + 1] + rows[at + 1 : at + stride : 2] for at in starts)


def _carrier(picture: Png) -> Png:
    """Return the same bytes as a picture of 8 bits."""
    size = _pixel_bytes(picture)
    return Png(picture.row_bytes // size, picture.height, 8, _CARRIERS[size], interlaced=False)


def _pixel_bytes(picture: Png) -> int:
    """Return a pixel's bytes as filters count them, at least one."""
    return max(1, picture.pixel_bits // 8)
