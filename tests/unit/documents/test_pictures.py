"""Pictures as people's programs write them: what browsers show is taken, and one way of opening decides."""

from __future__ import annotations

import io
import subprocess
import sys
import time
from collections.abc import Callable
from functools import cache

import pytest
from PIL import Image, ImageChops

from services.documents import MAX_PICTURE_SIDE, Prepared, png, png_strips, prepare
from services.errors import DocumentError
from services.photographs import check
from tests.unit.documents import made

SHOWN = {**made.PNGS, **made.JPEGS}
A4_AT_200 = (1654, 2339)


def verdicts(data: bytes) -> list[str]:
    """Return what preparing and looking say: `taken` or the reasons."""
    return [_verdict(examine, data) for examine in (prepare, check)]


def _verdict(examine: Callable[[bytes], object], data: bytes) -> str:
    try:
        examine(data)
    except DocumentError as error:
        return error.reason
    return "taken"


def opened(prepared: Prepared) -> Image.Image:
    image = Image.open(io.BytesIO(prepared.data))
    image.load()
    return image


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return the largest mean difference of a channel, of 256 levels."""
    gap = ImageChops.difference(one.convert("RGB"), other.convert("RGB"))
    histogram = gap.convert("L").histogram()
    return sum(level * count for level, count in enumerate(histogram)) / (gap.width * gap.height)


@pytest.mark.long
@pytest.mark.parametrize("name", SHOWN)
def test_what_browsers_show_is_taken_and_not_larger(name: str) -> None:
    data = SHOWN[name]()
    assert _verdict(check, data) == "taken"
    prepared = prepare(data)
    assert len(prepared.data) <= len(data)
    if "palette" not in name:
        assert opened(prepared).size == made.sheet().size
        tones = "1 bit" in name or "grey" in name or "2 bits" in name
        assert difference(opened(prepared), made.sheet()) < (60 if tones else 6)


BROKEN = {**made.BROKEN, **made.MARKED}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_damaged_for_everyone(name: str) -> None:
    began = time.process_time()
    assert verdicts(BROKEN[name]()) == ["damaged"] * 2
    assert time.process_time() - began < 3


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("form", ["PNG", "JPEG", "progressive"])
def test_wherever_a_picture_breaks_off_all_agree(form: str) -> None:
    picture = made.scan((200, 300))
    data = (
        made.coded(picture, "PNG")
        if form == "PNG"
        else made.coded(picture, "JPEG", progressive=form == "progressive")
    )
    said = {}
    for cut in range(40, len(data), max(1, len(data) // 60) if form != "progressive" else 7):
        found = verdicts(data[:cut])
        assert len(set(found)) == 1, (cut, found)
        said[cut] = found[0]
    order = list(said.values())
    assert order[0] == "damaged"
    assert order == sorted(order), "what is taken when shorter must not be refused when longer"
    assert verdicts(data[:-3]) == ["taken"] * 2


def test_missing_rows_are_not_filled_in_where_too_many_are_missing() -> None:
    data = made.coded(made.scan((200, 300)), "JPEG", quality=90)
    assert verdicts(data[: int(len(data) * 0.94)]) == ["damaged"] * 2
    assert verdicts(data[: int(len(data) * 0.995)]) == ["taken"] * 2


@pytest.mark.parametrize("size", [(1, 30_000), (30_000, 1), (3, 4000)])
@pytest.mark.parametrize("form", ["PNG", "JPEG"])
def test_strips_of_paper_are_pictures(size: tuple[int, int], form: str) -> None:
    data = made.coded(Image.new("RGB", size, "white"), form)
    assert _verdict(prepare, data) == "taken"


def test_grey_at_the_foot_of_a_whole_picture_is_no_damage() -> None:
    picture = made.sheet()
    picture.paste((128, 128, 128), (0, 400, 620, 877))
    for data in (
        made.coded(picture, "JPEG"),
        made.coded(picture, "JPEG", restart_marker_rows=1),
        made.coded(picture, "JPEG", progressive=True),
        made.coded(picture.convert("L"), "JPEG"),
        made.in_three_scans(),
    ):
        assert verdicts(data) == ["taken"] * 2
        assert verdicts(data[:-2]) == ["taken"] * 2


@cache
def scan() -> Image.Image:
    return made.scan(A4_AT_200)


def ink(size: tuple[int, int]) -> Image.Image:
    return made.sheet(size).convert("1", dither=Image.Dither.NONE)


SCANS: dict[str, Callable[[], bytes]] = {
    "colours": lambda: made.coded(scan(), "PNG"),
    "colours, not compressed": lambda: made.coded(scan(), "PNG", compress_level=0),
    "grey": lambda: made.coded(scan().convert("L"), "PNG"),
    "dithered": lambda: made.coded(scan().convert("P"), "PNG"),
    "16 colours": lambda: made.coded(scan().quantize(16), "PNG", bits=4),
    "1 bit, dithered": lambda: made.coded(scan().convert("1"), "PNG"),
    "1 bit": lambda: made.coded(ink(A4_AT_200), "PNG"),
    "opaque": lambda: made.coded(scan().convert("RGBA"), "PNG"),
    "transparent": lambda: made.coded(_with_a_hole(scan()), "PNG"),
    "drawn": lambda: made.coded(made.sheet(A4_AT_200), "PNG"),
    "1 bit at 300 dots": lambda: made.coded(ink((2480, 3508)), "PNG"),
    "dithered at 300 dots": lambda: made.coded(made.sheet((2480, 3508)).convert("1"), "PNG"),
    "1 bit at 600 dots": lambda: made.coded(ink((4960, 7016)), "PNG"),
}


def _with_a_hole(picture: Image.Image) -> Image.Image:
    layer = picture.convert("RGBA")
    layer.paste((0, 0, 0, 0), (0, 0, 300, 300))
    return layer


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", SCANS)
def test_a_scan_is_prepared_soon_and_never_larger(name: str) -> None:
    data = SCANS[name]()
    began = time.process_time()
    prepared = prepare(data)
    # Half of it on a quiet machine: the two cores of a processor share what they compute with.
    assert time.process_time() - began < 3
    assert len(prepared.data) <= len(data)
    limit = 30 if "dithered" in name else 8
    before = Image.open(io.BytesIO(data)).convert("RGBA")
    sheet = Image.new("RGBA", before.size, "white")
    sheet.alpha_composite(before)
    after = opened(prepared).convert("RGB")
    assert difference(after, sheet.resize(after.size, Image.Resampling.BOX)) < limit


@pytest.mark.long
def test_transparency_never_leaves_the_device() -> None:
    # What is seen as paper here must not be black in another viewer.
    small = _with_a_hole(made.sheet((620, 877)))
    for data in (
        made.coded(small, "PNG"),
        made.coded(small.resize((3100, 4385)), "PNG", compress_level=1),
        made.coded(small.resize((5900, 500)), "PNG", compress_level=1),
        made.coded(made.sheet().quantize(4), "PNG", transparency=0),
    ):
        image = opened(prepare(data))
        assert not image.has_transparency_data
    assert opened(prepare(made.coded(small, "PNG"))).convert("L").getpixel((10, 10)) > 250


@pytest.mark.parametrize("depth", ["1", "P2", "P4", "P", "L", "LA", "RGB", "RGBA", "I;16"])
@pytest.mark.parametrize("rows", [1, 7, 64, 1000])
def test_strips_are_the_picture(depth: str, rows: int) -> None:
    options = {"bits": int(depth[1:])} if depth in ("P2", "P4") else {}
    mode = depth[:1] if depth.startswith("P") else depth
    picture = made.scan((61, 97))
    image = made.grey16(picture) if mode == "I;16" else picture.convert(mode)
    if depth in ("P2", "P4"):
        image = picture.quantize(4)
    data = made.coded(image, "PNG", **options)
    found = png.read(data)
    assert png_strips.can_be_cut(found)
    whole, y = Image.new("RGBA", image.size), 0
    for strip in png_strips.strips(found, rows):
        whole.paste(_seen(strip), (0, y))
        y += strip.height
    assert y == image.height
    assert whole.tobytes() == _seen(Image.open(io.BytesIO(data))).tobytes()


def _seen(image: Image.Image) -> Image.Image:
    if image.mode == "I;16":
        image = image.convert("I").point(lambda level: level / 256).convert("L")
    return image.convert("RGBA")


MEASURED = """
import resource, sys
from services.documents import prepare
from services.photographs import check
data = sys.stdin.buffer.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
prepared = prepare(data)
check(data)
after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print((after - before) // 1024)
sys.stderr.buffer.write(prepared.data)
"""
MOST_MEGABYTES = 160


def large(name: str) -> bytes:
    if name == "phone":
        return made.coded(made.sheet((12000, 9000)), "JPEG", quality=50)
    size, near = (9921, 14031), Image.Resampling.NEAREST
    if name == "A4, grey JPEG":
        return made.coded(made.sheet().convert("L").resize(size, near), "JPEG", quality=50)
    if name == "A4, 16 colours":
        return made.coded(made.sheet().quantize(16).resize(size, near), "PNG", bits=4, compress_level=1)
    two_tones = made.sheet().convert("1", dither=Image.Dither.NONE).resize(size, near)
    return made.coded(two_tones, "PNG", compress_level=1)


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", ["phone", "A4, two tones", "A4, grey JPEG", "A4, 16 colours"])
def test_more_than_100_megapixels_are_decoded_smaller(name: str) -> None:
    data = large(name)
    done = subprocess.run([sys.executable, "-c", MEASURED], input=data, capture_output=True, check=True)
    assert int(done.stdout) < MOST_MEGABYTES
    assert len(done.stderr) <= len(data)
    image = Image.open(io.BytesIO(done.stderr))
    assert max(image.size) == MAX_PICTURE_SIDE
    assert image.convert("L").getpixel((image.width // 2, 2)) > 200
