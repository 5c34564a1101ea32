"""What tells how the colours of a JPEG are coded stays: JFIF before Adobe, Adobe before the names of components."""

from __future__ import annotations

import io
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageOps, ImageStat

from services.documents import jpeg, prepare
from tests.examples import examples
from tests.unit.documents import made

JFIF = b"JFIF\0\1\2\1\0H\0H\1\1abc"
"""A JFIF segment with 72 dots an inch and a thumbnail of one pixel."""
NAMES = [b"\1\2\3", b"RGB", b"\0\1\2", b"rgb"]


def sheet(mode: str = "RGB") -> Image.Image:
    picture = made.sheet((62, 87))
    picture.paste((30, 30, 200), (40, 20, 60, 50))
    return picture.convert(mode)


def bare(mode: str, names: bytes, **options: object) -> bytes:
    """Make a JPEG without APPn, its components named so."""
    data = made.coded(sheet(mode), "JPEG", quality=90, **options)
    position, out = 2, bytearray(b"\xff\xd8")
    while True:
        marker, end = data[position + 1], position + 2 + int.from_bytes(data[position + 2 : position + 4])
        segment = bytearray(data[position:end])
        if mode == "RGB" and marker in (0xC0, 0xC2):
            segment[10::3] = names
        if mode == "RGB" and marker == 0xDA:
            count = segment[4]
            old = segment[5 : 5 + 2 * count : 2]
            segment[5 : 5 + 2 * count : 2] = bytes(names[each - 1] for each in old)
        if not 0xE0 <= marker <= 0xEF:
            out += segment
        position = end
        if marker == 0xDA:
            return bytes(out + data[position:])


def adobe(transform: int) -> bytes:
    return b"Adobe\0d\0\0\0\0" + bytes([transform])


def exif(orientation: int) -> bytes:
    block = Image.Exif()
    block[0x0112] = orientation
    return block.tobytes()


def shown(data: bytes) -> Image.Image:
    with Image.open(io.BytesIO(data)) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def is_alike(one: Image.Image, other: Image.Image) -> bool:
    gap = ImageStat.Stat(ImageChops.difference(one, other)).mean
    return one.size == other.size and max(gap) < 12


SIDE = st.sampled_from(
    [
        (0xE0, JFIF),
        (0xE0, JFIF[:13]),
        (0xE0, b"JFXX\0\x10"),
        (0xEE, adobe(0)),
        (0xEE, adobe(1)),
        (0xEE, adobe(0)[:11]),
    ]
)


@given(
    st.sampled_from(["RGB", "RGB", "L", "CMYK"]),
    st.sampled_from(NAMES),
    st.lists(SIDE, max_size=4),
    st.one_of(st.none(), st.integers(1, 8)),
    st.booleans(),
)
@settings(max_examples=examples(150))
def test_what_is_prepared_has_the_colours_that_came(
    mode: str, names: bytes, beside: list[tuple[int, bytes]], orientation: int | None, progressive: bool
) -> None:
    plain = data = bare(mode, names, progressive=progressive and names == NAMES[0])
    for marker, body in [*beside, *([(0xE1, exif(orientation))] if orientation else [])]:
        data = made.with_segment(marker, body, data=data)
    assert shown(jpeg.read(data).plain).size == shown(plain).size
    with Image.open(io.BytesIO(data)) as before, Image.open(io.BytesIO(jpeg.read(data).plain)) as after:
        assert before.tobytes() == after.tobytes()
    assert is_alike(shown(prepare(data).data), shown(data))


@pytest.mark.parametrize(("names", "order"), list(itertools.product(NAMES[:2], [1, -1])))
def test_jfif_decides_over_adobe_and_names(names: bytes, order: int) -> None:
    data = bare("RGB", names)
    for marker, body in [(0xEE, adobe(0)), (0xE0, JFIF)][::order]:
        data = made.with_segment(marker, body, data=data)
    prepared = prepare(data).data
    assert is_alike(shown(prepared), shown(bare("RGB", NAMES[0])))
    assert b"JFIF" in prepared
    assert b"abc" not in jpeg.read(data).plain, "the thumbnail goes"


def test_jfif_is_added_to_none_and_stays_once() -> None:
    assert b"JFIF" not in jpeg.read(bare("RGB", NAMES[1])).plain
    twice = made.with_segment(0xE0, JFIF, data=made.with_segment(0xE0, JFIF, data=bare("RGB", NAMES[0])))
    assert jpeg.read(twice).plain.count(b"JFIF") == 1
