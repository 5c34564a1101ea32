"""A small PNG may claim much work: it is bounded by sides, rows and memory, and scans stay within."""

from __future__ import annotations

import io
import struct
import subprocess
import sys
import time
import zlib
from functools import cache

import pytest
from PIL import Image, ImageChops

from services.documents import MAX_PICTURE_PIXELS, prepare
from services.errors import DocumentError
from services.photographs import check
from tests.unit.documents import made

WHITE = b"\xff" * 2**20
GREY, RGB, INDEXED, RGBA = 0, 2, 3, 6
PIXEL_BITS = {
    (GREY, 1): 1,
    (GREY, 8): 8,
    (GREY, 16): 16,
    (RGB, 8): 24,
    (RGB, 16): 48,
    (RGBA, 8): 32,
    (RGBA, 16): 64,
}


@cache
def blank(width: int, height: int, depth: int = 8, colour: int = GREY) -> bytes:
    """Make a black picture of few bytes, whatever it claims."""
    packer, parts = zlib.compressobj(9), []
    left = ((width * PIXEL_BITS[colour, depth] + 7) // 8 + 1) * height
    while left > 0:
        parts.append(packer.compress(bytes(min(left, 2**22))))
        left -= 2**22
    rows = b"".join([*parts, packer.flush()])
    return made.head((width, height), depth, colour) + made.chunk(b"IDAT", rows) + made.chunk(b"IEND", b"")


@pytest.mark.long
@pytest.mark.parametrize(
    "claim",
    [(1, 20_000_000, 1), (8, 2_000_000, 1), (65_501, 1), (1, 65_501), (14_000, 14_900, 8, RGBA)],
)
def test_too_much_work_is_refused_before_it_is_done(claim: tuple[int, ...]) -> None:
    data = blank(*claim)
    began = time.process_time()
    for examine in (prepare, check):
        with pytest.raises(DocumentError) as caught:
            examine(data)
        assert caught.value == DocumentError("too_many_pixels", MAX_PICTURE_PIXELS)
    assert time.process_time() - began < 0.3


def test_a_jpeg_has_the_same_longest_side() -> None:
    data = made.coded(Image.new("L", (8, 8)), "JPEG")
    at = data.index(b"\xff\xc0") + 5
    with pytest.raises(DocumentError) as caught:
        prepare(data[:at] + struct.pack(">HH", 65_501, 8) + data[at + 4 :])
    assert caught.value.reason == "too_many_pixels"


MEASURED = """
import resource, sys, time
from services.documents import prepare
data = sys.stdin.buffer.read()
before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
prepare(data)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024, time.process_time() - began)
"""
CLAIMS = {
    "A4 at 600 dots, grey": (4960, 7016, 8, GREY),
    "48 megapixels": (8000, 6000, 8, RGB),
    "48 megapixels of 48 bits": (8000, 6000, 16, RGB),
    "49 megapixels of 64 bits": (7000, 7000, 16, RGBA),
    "200 megapixels of 16 bits": (14_000, 14_900, 16, GREY),
    "32 megapixels, nearly twice the size": (5719, 5719, 8, RGBA),
    "longest side": (65_500, 3000, 1, GREY),
    "highest": (8, 65_500, 1, GREY),
}


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", CLAIMS)
def test_what_scanners_and_phones_make_is_prepared_within_bounds(name: str) -> None:
    data = blank(*CLAIMS[name])
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True)
    megabytes, seconds = map(float, done.stdout.split())
    assert megabytes < 300
    assert seconds < 6


@pytest.mark.parametrize("colour", [GREY, RGB, RGBA])
def test_16_bits_are_made_smaller_by_their_upper_halves(colour: int) -> None:
    # With each filter in turn, which knows bytes of both halves.
    channels, rows = {GREY: 1, RGB: 3, RGBA: 4}[colour], bytearray()
    for y in range(97):
        rows += bytes([y % 5]) + bytes((x * 7 + y * 13 + x * y) % 256 for x in range(5800 * channels * 2))
    file = (
        made.head((5800, 97), 16, colour)
        + made.chunk(b"IDAT", zlib.compress(rows, 1))
        + made.chunk(b"IEND", b"")
    )
    from services.documents import png, png_strips

    found = png.read(file)
    whole, y = None, 0
    for strip in png_strips.strips(found, 10):
        whole = whole or Image.new(strip.mode, (5800, 97))
        whole.paste(strip, (0, y))
        y += strip.height
    expected = Image.open(io.BytesIO(file))
    if colour == GREY:
        expected = expected.convert("I").point(lambda level: level / 256).convert("L")
    assert whole is not None
    assert whole.tobytes() == expected.tobytes()


def with_wrong_sum(data: bytes) -> bytes:
    """Make the PNG's sum wrong, an Adler-32 in the right chunk."""
    start = data.index(b"IDAT") + 4
    body = data[start : start + int.from_bytes(data[start - 8 : start - 4])]
    return data[: start - 8] + made.chunk(b"IDAT", body[:-4] + b"abcd") + made.chunk(b"IEND", b"")


@pytest.mark.parametrize("mode", ["RGB", "P", "1"])
def test_a_wrong_sum_behind_the_rows_decides_nothing(mode: str) -> None:
    picture = made.sheet((200, 300)).convert(mode)
    data = with_wrong_sum(made.coded(picture, "PNG"))
    check(data)
    seen = Image.open(io.BytesIO(prepare(data).data))
    seen.load()
    assert not ImageChops.difference(seen.convert("RGB"), picture.convert("RGB")).getbbox()
    with pytest.raises(DocumentError):
        prepare(made.head((200, 300), 8, RGB) + made.chunk(b"IDAT", b"\0" * 500) + made.chunk(b"IEND", b""))


def few(mode: str, size: tuple[int, int] = (6500, 9000)) -> bytes:
    picture = made.sheet(size)
    if mode == "16 colours":
        return made.coded(picture.quantize(16), "PNG")
    return made.coded(picture.convert(mode), "PNG", compress_level=9)


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("mode", ["16 colours", "L", "LA"])
def test_large_pictures_of_few_colours_never_become_larger(mode: str) -> None:
    data = few(mode)
    prepared = prepare(data)
    assert len(prepared.data) <= len(data)
    assert prepared.media_type == "image/png"


@pytest.mark.long
def test_two_tones_are_made_smaller_where_that_takes_less_room() -> None:
    data = made.coded(made.sheet((6500, 9000)).convert("1", dither=Image.Dither.NONE), "PNG")
    assert len(prepare(data).data) < len(data) / 4


@pytest.mark.heavy
@pytest.mark.long
def test_what_has_more_pixels_than_the_ministry_takes_is_not_sent_as_it_came() -> None:
    image = Image.open(io.BytesIO(prepare(few("16 colours", (9000, 12_000))).data))
    assert max(image.size) <= 2600
