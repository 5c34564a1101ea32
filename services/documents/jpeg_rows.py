"""How much of a JPEG really came, told by decoding it again with fewer bytes and with more.

A decoder fills what is missing with grey. Where a copy broke off, its end may be marked all the same, and up to
there a file system or a program for downloads may have put zeros: they may mean "as before".
"""

from __future__ import annotations

import io
from collections.abc import Callable

from PIL import Image, ImageChops

from services.documents.jpeg import Jpeg, JpegError, continued
from services.documents.limits import LEAST_ROWS

_EOI = b"\xff\xd9"
_NOTHING = range(127, 130)
"""The level with which a JPEG is filled where nothing of it came."""
_LONGEST_PATTERN = 8
_LEAST_FILL = 32
"""Bytes of one pattern that may be fill; white paper is coded so as well."""
_NEEDED = 16
"""Bytes at the end of a scan that always hold something: several blocks, however short their codes."""

Load = Callable[[bytes], Image.Image]


def require_last_scan(found: Jpeg) -> None:
    """Require the last of several scans where the brightness needs it.

    Raises JpegError where that scan is not whole.
    """
    if found.proved:
        return
    kept = _without_fill(found, _brightness(found.plain), _brightness)
    if not _is_same(_brightness(kept), _brightness(continued(kept))):
        raise JpegError("half of a scan")


def require_foot(found: Jpeg, image: Image.Image, load: Load) -> None:
    """Require the foot of the picture, but for the margin.

    Raises JpegError. `image` is what `load` made of the file.
    """
    if found.buffered and not found.ends:
        return
    kept = found.plain if found.buffered else _without_fill(found, image, load)
    if kept is not found.plain:
        image = load(kept)
    foot = image.getpixel((image.width - 1, image.height - 1))
    levels = foot if isinstance(foot, tuple) else (foot,)
    if any(level not in _NOTHING for level in levels if level is not None):
        return
    # Or is its foot grey? Bytes behind rows that are all there change nothing.
    gap = ImageChops.difference(image, load(continued(kept)))
    box = gap.getbbox()
    if box is None:
        return
    # The row above may be changed with the gap: colours that were coded coarser are spread.
    top, band = box[1] + (box[1] > 0), max(1, found.band * image.height // found.height)
    broken = gap.crop((0, top, gap.width, min(gap.height, top + max(1, band // 2)))).getbbox()
    left = broken[0] if broken else 0
    missing = gap.width * (gap.height - top) - left * min(band, gap.height - top)
    if missing > gap.width * gap.height * (1 - LEAST_ROWS):
        raise JpegError("rows are missing")


def _without_fill(found: Jpeg, image: Image.Image, load: Load) -> bytes:
    """Return the file without the pattern that ends its last scan.

    It stays where the picture needs all of it.
    """
    coded = found.plain[found.coded : -len(_EOI)]
    fill = max(_repeated(coded, length) for length in range(1, _LONGEST_PATTERN + 1))
    if fill < _LEAST_FILL:
        return found.plain
    shorter = found.plain[: -len(_EOI) - _NEEDED] + _EOI
    # What is missing becomes grey, and paper may be grey; what comes instead may mean the same.
    if _is_same(image, load(shorter)) and _is_same(image, load(continued(shorter))):
        return found.plain[: -len(_EOI) - fill] + _EOI
    return found.plain


def _repeated(coded: bytes, length: int) -> int:
    """Count the bytes at the end that repeat a pattern of `length`."""

    def repeats(count: int) -> bool:
        end = len(coded) - length
        return count <= end and coded[end - count : end] == coded[len(coded) - count :]

    most = 1
    while repeats(most):
        most *= 2
    least = most // 2
    while least + 1 < most:
        middle = (least + most) // 2
        least, most = (middle, most) if repeats(middle) else (least, middle)
    return min(len(coded), least + length)


def _brightness(plain: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(plain), formats=["JPEG"])
    image.draft("L", None)
    image.load()
    return image


def _is_same(one: Image.Image, other: Image.Image) -> bool:
    return ImageChops.difference(one, other).getbbox() is None
