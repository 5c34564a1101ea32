"""The mark of the end proves nothing of the scan before it, when the picture comes in several."""

from __future__ import annotations

import pytest
from PIL import Image

from services.documents import MAX_PICTURE_SIDE, jpeg, media_types, pictures
from services.errors import DocumentError
from tests.unit.documents import made
from tests.unit.documents.test_cut_short import tight

SHARES = [number / 20 for number in range(1, 20)]


def is_taken(data: bytes) -> bool:
    try:
        pictures.decode(pictures.read(data, media_types.JPEG), MAX_PICTURE_SIDE, Image.Resampling.BOX)
    except DocumentError as error:
        assert error.reason == "damaged"  # noqa: PT017 -- no other reason is right
        return False
    return True


def without_refinement(data: bytes) -> bytes:
    """Cut a progressive JPEG behind its fifth scan.

    That one holds brightness that no other has.
    """
    position, scans = 2, 0
    for marker, segment, _ in jpeg._segments(data):
        scans += marker == 0xDA
        position += len(segment)
        if scans == 5:
            return data[:position] + made.MARK
    raise AssertionError("too few scans")


@pytest.mark.long
@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("fill", [0, 3000])
def test_a_mark_behind_a_cut_changes_no_verdict(mode: str, fill: int) -> None:
    data = made.coded(tight(mode), "JPEG", quality=85, progressive=True)
    assert is_taken(data)
    verdicts = []
    for share in SHARES:
        cut = data[: int(len(data) * share)]
        verdicts.append(is_taken(cut))
        assert is_taken(cut + bytes(fill) + made.MARK) == verdicts[-1], share
    assert verdicts == sorted(verdicts)
    assert set(verdicts) == {True, False}


@pytest.mark.parametrize("paper", ["white", (128, 128, 128)])
def test_the_last_scan_is_proved_where_it_is_needed(paper: object) -> None:
    data = without_refinement(made.coded(tight(paper=paper), "JPEG", quality=85, progressive=True))
    assert not jpeg.read(data).proved
    assert is_taken(data)
    assert is_taken(data[:-2] + b"abc" + made.MARK), "bytes too many"
    for cut in (200, 1000, 5000):
        assert not is_taken(data[:-cut] + made.MARK)
        assert not is_taken(data[:-cut] + bytes(cut) + made.MARK)


def test_scans_of_one_colour_each_are_proved() -> None:
    data = made.in_three_scans()
    assert is_taken(data)
    first = data.index(b"\xff\xda", data.index(b"\xff\xda") + 2)
    assert is_taken(data[:first] + made.MARK), "all of the brightness"
    for cut in (20, 400, 4000):
        assert not is_taken(data[: first - cut] + made.MARK)
        assert not is_taken(data[: first - cut] + bytes(cut + 500) + made.MARK)


def test_what_follows_the_last_scan_goes() -> None:
    data = made.coded(tight(), "JPEG", quality=85)
    table = data[data.index(b"\xff\xc4") :][:33]
    assert jpeg.read(data[:-2] + table + made.MARK).plain == jpeg.read(data).plain
