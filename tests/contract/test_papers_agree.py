"""What the client takes, the ministry takes: both look at the same files, and neither knows the other's code."""

from __future__ import annotations

import zlib
from dataclasses import fields
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

from ministry.settings import Settings
from ministry.uploads.checking import refusal
from ministry.uploads.headers import Announcement
from ministry.uploads.media_types import SNIFFED_BYTES, sniff
from services.documents import media_types, prepare
from services.documents.limits import MAX_SENT_PIXELS, MAX_WHOLE_PIXELS
from services.errors import DocumentError
from tests.unit.documents import made, pdfs, pdfs_odd

SHOWN = {**made.PNGS, **made.JPEGS, **pdfs.SHOWN, **pdfs_odd.SHOWN}
OTHERS = {
    "program": b"MZ\x90\0" + b"\0" * 100 + pdfs.SOUND,
    "program of Linux": b"\x7fELF\2\1\1" + b"\0" * 60 + pdfs.SOUND,
    "script": b"#!/bin/sh\nexit\n" + pdfs.SOUND,
    "page of the web": b"\r\n<html><script></script>\n" + pdfs.SOUND,
    "archive": b"PK\3\4" + b"\0" * 100 + pdfs.SOUND,
    "header too far": b"x" * 1030 + pdfs.SOUND,
    "HEIC": b"\0\0\0\x18ftypheic\0\0\0\0" + b"\0" * 400,
    "GIF": b"GIF89a" + b"\0" * 400,
    "BMP": b"BM" + b"\0" * 400,
    "WebP": b"RIFF\0\0\1\0WEBPVP8 " + b"\0" * 400,
    "TIFF": b"II*\0" + b"\0" * 400,
    "AVIF": b"\0\0\0\x1cftypavif\0\0\0\0" + b"\0" * 400,
    "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
}


_PICTURE_LIMIT = {field.name: field.default for field in fields(Settings)}["picture_limit"]


def refused_by_ministry(file: Path, data: bytes, media_type: str) -> bool:
    file.write_bytes(data)
    announced = Announcement("0", len(data), sha256(data).hexdigest(), media_type)
    return refusal(BytesIO(file.read_bytes()), announced, _PICTURE_LIMIT) is not None


@pytest.mark.parametrize("name", SHOWN)
def test_what_was_prepared_is_taken(name: str, tmp_path: Path) -> None:
    prepared = prepare(SHOWN[name]())
    assert not refused_by_ministry(tmp_path / "paper", prepared.data, prepared.media_type)


@pytest.mark.parametrize("size", [(65_501, 1), (1, 65_501)])
def test_a_side_that_no_jpeg_has_is_refused_on_both_sides(size: tuple[int, int], tmp_path: Path) -> None:
    rows = zlib.compress(b"\0" * (size[1] * (size[0] // 8 + 2)))
    data = made.head(size, 1, 0) + made.chunk(b"IDAT", rows) + made.chunk(b"IEND", b"")
    assert refused_by_ministry(tmp_path / "paper", data, "image/png")
    with pytest.raises(DocumentError) as caught:
        prepare(data)
    assert caught.value.reason == "too_many_pixels"


def test_what_is_sent_as_it_came_has_no_more_pixels_than_the_ministry_takes() -> None:
    assert MAX_WHOLE_PIXELS < MAX_SENT_PIXELS <= _PICTURE_LIMIT


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_no_papers_on_either_side(name: str) -> None:
    data = OTHERS[name]
    assert media_types.sniff(data[:SNIFFED_BYTES]) is sniff(data[:SNIFFED_BYTES]) is None
    with pytest.raises(DocumentError) as caught:
        prepare(data)
    assert caught.value.reason == "wrong_type"


def test_both_know_the_same_beginnings() -> None:
    heads = [bytes([first, second]) for first in range(256) for second in range(256)]
    for head in heads:
        data = head + b"\r\n%PDF-1.7\n"
        assert media_types.sniff(data) == sniff(data), head
