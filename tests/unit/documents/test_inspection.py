"""What is taken as a document, and the reason given for what is not."""

from __future__ import annotations

import contextlib
import io
import struct
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents import (
    MAX_DOCUMENT_BYTES,
    MAX_PICTURE_BYTES,
    MAX_PICTURE_PIXELS,
    check_size,
    prepare,
)
from services.documents.inspection import media_type_of
from services.errors import DocumentError
from tests.examples import examples
from tests.unit.documents import files


def refusal(data: bytes) -> DocumentError:
    with pytest.raises(DocumentError) as caught:
        prepare(data)
    return caught.value


def png_header(width: int, height: int) -> bytes:
    """Return a small PNG that claims to be width × height."""
    chunks = [
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\x00" * 1000)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        for name, body in chunks
    )


class FileThatMayNotBeRead(io.BytesIO):
    """A file that knows its size; reading it is an error."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size = size

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self.size if whence == io.SEEK_END else offset

    def read(self, size: int | None = -1) -> bytes:
        raise AssertionError(f"read of {size} bytes")


class TestSound:
    def test_a_file_is_read_from_its_beginning(self) -> None:
        file = io.BytesIO(files.pdf())
        file.seek(100)
        assert media_type_of(file) == "application/pdf"
        assert file.tell() == 0

    @pytest.mark.parametrize("pages", [1, 12])
    def test_pages_are_counted(self, pages: int) -> None:
        assert prepare(files.pdf(pages)).pages == pages

    def test_pages_in_object_streams_are_counted(self) -> None:
        assert prepare(files.modern_pdf(3)).pages == 3

    def test_header_may_follow_blank_lines(self) -> None:
        assert prepare(b"\xef\xbb\xbf\r\n" + files.pdf()).media_type == "application/pdf"

    @pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
    def test_pdf_that_only_its_owner_may_change_is_taken(self, algorithm: str) -> None:
        assert prepare(files.pdf(password="", algorithm=algorithm)).media_type == "application/pdf"

    def test_no_exif_orientation_is_worth_a_sound_picture(self) -> None:
        broken = files.photograph().replace(b"Exif\x00\x00", b"Exif\x00\x00\xff\xff\xff", 1)
        assert prepare(broken).media_type == "image/jpeg"


class TestRefused:
    def test_empty(self) -> None:
        assert refusal(b"").reason == "empty"

    def test_sixty_megabytes_are_refused_unread(self) -> None:
        with pytest.raises(DocumentError) as caught:
            media_type_of(FileThatMayNotBeRead(60 * 2**20))
        assert caught.value == DocumentError("too_large", MAX_DOCUMENT_BYTES)

    def test_size_alone(self) -> None:
        check_size(MAX_PICTURE_BYTES)
        with pytest.raises(DocumentError):
            check_size(MAX_PICTURE_BYTES + 1)

    def test_large_pdf(self) -> None:
        padded = files.pdf() + b"%" * MAX_DOCUMENT_BYTES
        assert refusal(padded) == DocumentError("too_large", MAX_DOCUMENT_BYTES)

    def test_large_picture_is_taken(self) -> None:
        padded = files.photograph() + b"\x00" * MAX_DOCUMENT_BYTES
        assert len(prepare(padded).data) < 200_000

    @pytest.mark.parametrize(
        "data",
        [
            b"MZ\x90\x00" + b"\x00" * 4000,
            b"\x7fELF\x02\x01\x01" + b"\x00" * 4000,
            b"#!/bin/sh\nexit\n",
            b"MZ\x90\x00 %PDF-1.7",
            b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00" + b"\x00" * 400,
            b"GIF89a" + b"\x00" * 400,
            b"PK\x03\x04" + b"\x00" * 400,
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        ],
    )
    def test_by_content(self, data: bytes) -> None:
        assert refusal(data).reason == "wrong_type"

    @pytest.mark.parametrize(
        "make", [files.photograph, lambda: files.encoded(files.page(), "PNG"), files.pdf]
    )
    @pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
    def test_truncated(self, make: Callable[[], bytes], share: float) -> None:
        data = make()
        data = data[: data.rindex(b"\xff\xd9")] if data.startswith(b"\xff\xd8") else data
        assert refusal(data[: int(len(data) * share)]).reason == "damaged"

    def test_one_flipped_bit_in_a_png(self) -> None:
        data = bytearray(files.encoded(files.page(), "PNG"))
        data[len(data) // 2] ^= 1
        assert refusal(bytes(data)).reason == "damaged"

    def test_pdf_header_and_nothing_else(self) -> None:
        assert refusal(b"%PDF-1.7\n%%EOF\n").reason == "damaged"

    @pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
    def test_pdf_with_a_password(self, algorithm: str) -> None:
        assert refusal(files.pdf(password="secret", algorithm=algorithm)).reason == "protected"

    @pytest.mark.parametrize("side", [15_000, 30_000, 2**31 - 1])
    def test_bomb(self, side: int) -> None:
        assert refusal(png_header(side, side)) == DocumentError("too_many_pixels", MAX_PICTURE_PIXELS)

    @pytest.mark.parametrize("side", [8_000, 12_000])
    def test_rows_that_a_header_only_claims(self, side: int) -> None:
        assert refusal(png_header(side, side)) == DocumentError("damaged")


SOUND = {
    "jpeg": files.encoded(files.page((97, 61)), "JPEG"),
    "phone": files.photograph(orientation=6, size=(61, 97)),
    "progressive": files.encoded(files.page((97, 61)), "JPEG", progressive=True),
    "cmyk": files.encoded(files.page((61, 97), "CMYK"), "JPEG"),
    "png": files.encoded(files.page((97, 61)), "PNG"),
    "palette": files.encoded(files.page((97, 61), "P"), "PNG"),
    "pdf": files.pdf(2),
    "modern pdf": files.modern_pdf(),
    "read-only pdf": files.pdf(password="", algorithm="RC4-128"),
    "newest read-only pdf": files.pdf(password="", algorithm="AES-256"),
}
MAGIC = [b"", b"\xff\xd8\xff", b"\xff\xd8\xff\xe1\x00\x10Exif\x00\x00", b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\n"]


def only_document_errors(data: bytes) -> None:
    with contextlib.suppress(DocumentError):
        prepare(data)


@given(st.sampled_from(MAGIC), st.binary(max_size=400))
@settings(max_examples=examples(300))
def test_random_bytes_give_document_errors_only(magic: bytes, rest: bytes) -> None:
    only_document_errors(magic + rest)


@given(st.sampled_from(sorted(SOUND)), st.data())
@settings(max_examples=examples(400))
def test_damage_gives_document_errors_only(name: str, choose: st.DataObject) -> None:
    data = bytearray(SOUND[name])
    for _ in range(choose.draw(st.integers(1, 6))):
        data[choose.draw(st.integers(0, len(data) - 1))] = choose.draw(st.integers(0, 255))
    cut = choose.draw(st.integers(0, len(data)))
    only_document_errors(bytes(data[: choose.draw(st.sampled_from([cut, len(data)]))]))
