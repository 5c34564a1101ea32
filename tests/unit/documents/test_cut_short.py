"""A JPEG may lack its lower margin, 2 % of the picture, and nothing more."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops, ImageDraw

from services.documents import limits, prepare
from services.errors import DocumentError
from tests.unit.documents import made

SIZE = (1200, 1600)


def tight(mode: str = "RGB", paper: object = "white") -> Image.Image:
    """Draw a page that is full of text down to its edge."""
    picture = Image.new("RGB", SIZE, paper)  # type: ignore[arg-type]
    pen = ImageDraw.Draw(picture)
    for y in range(1300, SIZE[1] - 8, 14):
        pen.text((4, y), "A line of small print at the foot 98765 " * 6, fill="black")
    return picture.convert(mode)


KINDS: dict[str, tuple[str, dict[str, object]]] = {
    "colours": ("RGB", {}),
    "not coarser": ("RGB", {"subsampling": 0}),
    "grey": ("L", {}),
    "restart marks": ("RGB", {"restart_marker_rows": 1}),
    "CMYK": ("CMYK", {}),
}


def is_taken(data: bytes) -> bool:
    try:
        prepare(data)
    except DocumentError as error:
        return error.reason != "damaged"
    return True


def missing(data: bytes, whole: Image.Image) -> float:
    """Return the part of the picture that a decoder leaves grey."""
    image = Image.open(io.BytesIO(data + b"\xff\xd9"))
    image.load()
    gap = (
        ImageChops.difference(image.convert("RGB"), whole.convert("RGB"))
        .convert("L")
        .point(lambda v: 255 * (v > 100))
    )
    box = gap.getbbox()
    return 0.0 if box is None else 1 - box[1] / image.height


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("end", [b"", made.MARK])
@pytest.mark.parametrize("kind", KINDS)
def test_at_most_the_lower_margin_is_missing(kind: str, end: bytes) -> None:
    mode, options = KINDS[kind]
    data = made.coded(tight(mode), "JPEG", quality=92, **options)
    whole = Image.open(io.BytesIO(data))
    whole.load()
    most = 1 - limits.LEAST_ROWS
    taken = []
    for cut in (2, 9, len(data) // 400, *range(len(data) // 100, len(data) // 4, len(data) // 60)):
        short = data[:-cut]
        if is_taken(short + end):
            taken.append(cut)
            # One row of what is coded together may be half there.
            assert missing(short, whole) <= most + 16 / SIZE[1] / 2, cut
    assert taken[:2] == [2, 9]
    assert max(taken) < len(data) * 0.06


@pytest.mark.parametrize("corner", [126, 127, 128, 129])
def test_a_grey_corner_is_no_damage(corner: int) -> None:
    picture = tight(paper=(corner, corner, corner))
    for options in ({}, {"subsampling": 0}, {"progressive": True}, {"restart_marker_rows": 1}):
        data = made.coded(picture, "JPEG", quality=92, **options)
        assert is_taken(data)
        assert is_taken(data[:-2])
