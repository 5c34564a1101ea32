"""A JPEG whose missing part was filled is cut; one that is white below, in as many equal bytes, is whole."""

from __future__ import annotations

import itertools
from functools import cache

import pytest
from PIL import Image, ImageDraw

from services.documents import MAX_PICTURE_SIDE, jpeg, jpeg_rows, media_types, pictures
from services.errors import DocumentError
from tests.unit.documents import made

A4 = (827, 1169)
"""The pixels of A4 at 100 dots an inch."""


@cache
def letter(size: tuple[int, int] = A4, foot: bool = True) -> Image.Image:
    """Draw some lines on white paper."""
    picture = Image.new("RGB", size, "white")
    pen = ImageDraw.Draw(picture)
    for y in range(80, size[1] - 60 if foot else 300, 55):
        pen.text((70, y), f"Article {y}: compte {y * 7919}, taux {y % 40} %, Amina Benali", fill="black")
    return picture


def verdict(data: bytes, side: int = MAX_PICTURE_SIDE) -> str:
    """Return what reading says: preparing begins so, and is slower."""
    try:
        pictures.decode(pictures.read(data, media_types.JPEG), side, Image.Resampling.BOX)
    except DocumentError as error:
        return error.reason
    return "taken"


def filled(data: bytes, share: float, fill: bytes, end: bytes = b"") -> bytes:
    """Fill the rest of a file behind its beginning."""
    kept = data[: int(len(data) * share)]
    rest = len(data) - len(kept) - len(end)
    return kept + (fill * rest)[:rest] + end


OPTIMISED = {"quality": 75, "optimize": True}


@cache
def pages() -> list[tuple[str, bytes]]:
    """Whole files of a letter, named by what made them."""
    return [
        (f"{mode} {options}", made.coded(letter().convert(mode), "JPEG", **options))
        for mode in ("RGB", "L")
        for options in (OPTIMISED, {"quality": 75}, {**OPTIMISED, "restart_marker_rows": 40})
    ]


FILLS = [b"\0", b"\x55", b"\xaa", b"\xf6", b"\xff", b" ", b"\xff\0", b"\xde\xad\xbe\xef"]


@pytest.mark.long
@pytest.mark.parametrize("end", [b"", made.MARK])
@pytest.mark.parametrize("fill", FILLS)
def test_a_part_that_was_filled_is_missing(fill: bytes, end: bytes) -> None:
    for name, data in pages():
        for share in (0.3, 0.5, 0.7):
            assert verdict(filled(data, share, fill, end)) == "damaged", (name, share)


@pytest.mark.long
def test_a_part_that_was_filled_is_missing_in_a_large_page_as_well() -> None:
    data = made.coded(letter((3400, 4800)).convert("L"), "JPEG", **OPTIMISED)
    for side in (300, 1200, MAX_PICTURE_SIDE):
        assert verdict(data, side) == "taken"
        assert verdict(filled(data, 0.5, b"\0"), side) == "damaged"


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("optimize", [False, True])
def test_a_page_that_is_white_below_is_whole(mode: str, progressive: bool, optimize: bool) -> None:
    for quality, height in itertools.product((5, 30, 75, 95, 100), (601, 608)):
        data = made.coded(
            letter((480, height), foot=False).convert(mode),
            "JPEG",
            quality=quality,
            progressive=progressive,
            optimize=optimize,
        )
        assert verdict(data) == "taken", (quality, height)
        assert verdict(data[:-2]) == "taken"
        assert verdict(data + bytes(5000)) == "taken"


@pytest.mark.parametrize("paper", ["white", "black", (128, 128, 128), (127, 128, 129), (200, 30, 30)])
@pytest.mark.parametrize("options", [{}, {"optimize": True}, {"progressive": True}, {"subsampling": 0}])
def test_a_page_of_one_colour_is_whole(paper: object, options: dict[str, object]) -> None:
    for size in ((8, 8), (64, 64), (801, 809)):
        picture = Image.new("RGB", size, paper)  # type: ignore[arg-type]
        assert verdict(made.coded(picture, "JPEG", **options)) == "taken", size
        assert verdict(made.coded(picture.convert("L"), "JPEG", **options)) == "taken", size


def ends_in_equal_bytes(data: bytes) -> bool:
    found = jpeg.read(data)
    last = found.plain[-3:-2]
    return found.plain[:-2].endswith(last * 64)


def test_equal_bytes_at_the_end_of_a_whole_page_are_needed() -> None:
    # Where the last bits fill their byte, nothing but their number tells them from fill.
    found = 0
    for width, height in itertools.product(range(320, 420, 8), (640, 648)):
        data = made.coded(letter((width, height), foot=False).convert("L"), "JPEG", **OPTIMISED)
        found += ends_in_equal_bytes(data)
        assert verdict(data) == "taken", (width, height)
    assert found


def test_bytes_too_many_behind_a_whole_page_are_passed_over() -> None:
    data = made.coded(letter(), "JPEG", quality=75)
    assert verdict(data[:-2] + bytes(300) + made.MARK) == "taken"
    assert verdict(data[:-2] + b"\xff\x00abc" * 10 + made.MARK) == "taken"


@pytest.mark.parametrize("length", range(1, 9))
def test_the_length_of_fill_is_exact(length: int) -> None:
    pattern = bytes(range(65, 65 + length))
    for count in (2, 3, 17, 64, 1000):
        assert jpeg_rows._repeated(b"coded." + pattern * count, length) == length * count
    assert jpeg_rows._repeated(pattern * 9, length) == length * 9
    assert jpeg_rows._repeated(b"", length) == 0
