"""The container: what goes in comes out, and whatever is changed does not open."""

from __future__ import annotations

import io
import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.archive import age
from services.archive.age import CHUNK, AgeReader, AgeWriter
from services.errors import ArchiveError
from tests.examples import examples

SECRET = "correct horse battery"


def sealed(content: bytes, passphrase: str = SECRET) -> bytes:
    target = io.BytesIO()
    writer = AgeWriter(target, passphrase, work=2)
    for start in range(0, len(content), 50_000):
        writer.write(content[start : start + 50_000])
    writer.finish()
    return target.getvalue()


def opened(raw: bytes, passphrase: str = SECRET) -> bytes:
    return io.BufferedReader(AgeReader(io.BytesIO(raw), passphrase)).read()


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_content_of_any_size_comes_back(size: int) -> None:
    content = os.urandom(size)
    assert opened(sealed(content)) == content


@given(st.data())
@settings(max_examples=examples(50))
def test_it_is_read_from_any_position(data: st.DataObject) -> None:
    content = bytes(range(256)) * 600
    reader = AgeReader(io.BytesIO(sealed(content)), SECRET)
    at = data.draw(st.integers(0, len(content) + 5))
    reader.seek(at)
    assert io.BufferedReader(reader).read(70_000) == content[at : at + 70_000]


def test_the_header_is_that_of_age() -> None:
    lines = sealed(b"x").split(b"\n")
    assert lines[0] == b"age-encryption.org/v1"
    assert lines[1].startswith(b"-> scrypt ")
    assert lines[1].endswith(b" 2")
    assert len(lines[2]) == 43
    assert lines[3].startswith(b"--- ")


def test_another_passphrase_does_not_open_it() -> None:
    with pytest.raises(ArchiveError) as caught:
        opened(sealed(b"x"), "correct horse batterie")
    assert caught.value.reason == "wrong_passphrase"


def test_one_passphrase_however_it_is_encoded() -> None:
    assert opened(sealed(b"x", "cle\u0301 d'Amina"), "cl\u00e9 d'Amina") == b"x"


@given(st.data())
@settings(max_examples=examples(80))
def test_whatever_is_changed_does_not_open(data: st.DataObject) -> None:
    raw = bytearray(sealed(b"x" * (CHUNK + 100)))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(ArchiveError):
        opened(bytes(raw))


@pytest.mark.parametrize("cut", [1, 17, 116, CHUNK])
def test_what_is_cut_off_is_seen_at_once(cut: int) -> None:
    with pytest.raises(ArchiveError) as caught:
        AgeReader(io.BytesIO(sealed(b"x" * (CHUNK + 100))[:-cut]), SECRET)
    assert caught.value.reason == "damaged"


def test_more_work_than_a_phone_has_is_not_begun() -> None:
    raw = sealed(b"x").replace(b" 2\n", b" 30\n", 1)
    with pytest.raises(ArchiveError) as caught:
        opened(raw)
    assert caught.value.reason == "not_an_archive"


@given(st.binary(max_size=400) | st.binary(max_size=300).map(lambda rest: b"age-encryption.org/v1\n" + rest))
def test_any_bytes_are_a_typed_error(raw: bytes) -> None:
    with pytest.raises(ArchiveError):
        opened(raw)


def test_the_work_is_that_of_the_guideline() -> None:
    assert age.WORK == 17
