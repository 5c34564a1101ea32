from __future__ import annotations

import io
import os
import random
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from services.errors import DocumentError
from services.photographs import Flaw, PhotographReport, PhotographStep, PicturePart, check
from tests.photographs.scenes import Scene, photograph, picture
from tests.photographs.sets import HELD_OUT, good
from tests.unit.documents import files

LETTER = Scene(seed=1, kind="letter", surface="cloth", size=(750, 1000))
ARABIC = Scene(seed=3, kind="letter", language="ar", surface="tiles", size=(750, 1000), turn=-3)


@cache
def of(scene: Scene) -> PhotographReport:
    return check(photograph(scene))


def problems(scene: Scene) -> set[Flaw]:
    return {finding.problem for finding in of(scene).findings}


def places(scene: Scene, problem: Flaw) -> tuple[PicturePart, ...]:
    return next(finding.places for finding in of(scene).findings if finding.problem == problem)


@pytest.mark.parametrize("scene", [LETTER, ARABIC], ids=["French", "Arabic"])
def test_a_good_picture_needs_nothing_and_shows_four_corners(scene: Scene) -> None:
    assert of(scene) == PhotographReport((), 4)
    assert of(scene).ok
    assert of(scene).four_corners


at_length = pytest.mark.skipif("QARIB_QUICK" in os.environ, reason="a picture costs a quarter of a second")

DEFECTS = [
    ({"blur": 3.0}, Flaw.BLURRED),
    ({"gain": 0.2, "noise": 7.0}, Flaw.TOO_DARK),
    ({"turn": 180.0}, Flaw.UPSIDE_DOWN),
    ({"kind": "back"}, Flaw.BLANK),
]
MORE_DEFECTS = [
    ({"motion": 12, "motion_angle": 20.0}, Flaw.BLURRED),
    ({"gain": 1.6, "veil": 0.6}, Flaw.TOO_BRIGHT),
    ({"fill": 0.3}, Flaw.TOO_FAR),
    ({"turn": 90.0}, Flaw.SIDEWAYS),
    ({"covered": True}, Flaw.BLANK),
    ({"kind": None, "surface": "wood"}, Flaw.BLANK),
]


@pytest.mark.parametrize(
    ("change", "problem"),
    [*DEFECTS, *(pytest.param(*defect, marks=at_length) for defect in MORE_DEFECTS)],
    ids=str,
)
def test_a_clear_defect_is_found(change: dict[str, object], problem: Flaw) -> None:
    assert problem in problems(replace(LETTER, **change))  # type: ignore[arg-type]


@pytest.mark.heavy
@at_length
def test_rates_on_pictures_that_set_no_limit() -> None:
    # A few of each: the rates themselves are measured by scripts/photograph_rates.py.
    said: dict[str, list[bool]] = {"good": [], "cut": [], "blurred": [], "dark": []}
    for number in range(8):
        scene = good(HELD_OUT, number, 1200)
        said["good"].append(of(scene).ok)
        said["cut"].append(Flaw.EDGES_CUT in problems(replace(scene, shift=(0.3, 0.0))))
        said["blurred"].append(Flaw.BLURRED in problems(replace(scene, blur=2.5)))
        said["dark"].append(Flaw.TOO_DARK in problems(replace(scene, gain=0.25)))
    assert {name: sum(right) >= 7 for name, right in said.items()} == dict.fromkeys(said, True), said


def test_the_sides_that_are_cut_are_named() -> None:
    cut = replace(LETTER, shift=(0.2, 0.0))
    assert places(cut, Flaw.EDGES_CUT) == (PicturePart.RIGHT,)
    assert of(cut).corners_seen == 2


def test_where_the_glare_is_follows_the_page() -> None:
    glare = replace(LETTER, glare=0.1, glare_at=(0.45, 0.2))
    assert places(glare, Flaw.GLARE) == (PicturePart.TOP,)


def test_the_orientation_that_the_camera_wrote_is_applied() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    lying = files.encoded(picture(LETTER).transpose(Image.Transpose.ROTATE_90), "JPEG", exif=exif)
    assert check(lying).ok


def test_what_matters_most_comes_first() -> None:
    order = list(Flaw)
    dark_and_cut = of(replace(LETTER, gain=0.2, shift=(0.2, 0.0)))
    found = [finding.problem for finding in dark_and_cut.findings]
    assert found == sorted(found, key=order.index)
    assert len(found) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (files.pdf(), "wrong_type"),
        (b"GIF89a" + bytes(60), "wrong_type"),
        (files.photograph()[:4000], "damaged"),
        (b"\x89PNG\r\n\x1a\n" + bytes(80), "damaged"),
    ],
    ids=["empty", "PDF", "GIF", "cut off", "broken PNG"],
)
def test_what_is_no_picture_is_refused_as_everywhere(data: bytes, reason: str) -> None:
    with pytest.raises(DocumentError) as caught:
        check(data)
    assert caught.value.reason == reason


def test_a_picture_that_claims_too_many_pixels_is_not_decoded() -> None:
    with pytest.raises(DocumentError) as caught:
        check(files.encoded(Image.new("1", (16000, 16000)), "PNG"))
    assert caught.value.reason == "too_many_pixels"


@given(
    width=st.integers(1, 60),
    height=st.integers(1, 60),
    mode=st.sampled_from(["1", "L", "LA", "P", "RGB", "RGBA", "I;16"]),
    seed=st.none() | st.integers(0, 2**16),
)
def test_any_picture_has_a_report_and_always_the_same(
    width: int, height: int, mode: str, seed: int | None
) -> None:
    plain = Image.new("RGB", (width, height), "white")
    if seed is not None:
        plain = Image.frombytes("RGB", (width, height), random.Random(seed).randbytes(width * height * 3))
    image = plain.convert("I").convert("I;16") if mode == "I;16" else plain.convert(mode)
    out = io.BytesIO()
    image.save(out, "PNG")
    report = check(out.getvalue())
    assert report == check(out.getvalue())
    assert 0 <= report.corners_seen <= 4
    assert len({finding.problem for finding in report.findings}) == len(report.findings)


def test_the_steps_before_the_picture_begin_with_the_table_and_end_with_the_press() -> None:
    assert next(iter(PhotographStep)) is PhotographStep.PLAIN_SURFACE
    assert list(PhotographStep)[-1] is PhotographStep.HOLD_STILL
