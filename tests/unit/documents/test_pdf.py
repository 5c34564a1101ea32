"""PDFs as people have them: what readers repair is taken, what they do not show is refused for its true reason."""

from __future__ import annotations

import random
import re
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.documents import prepare
from services.errors import DocumentError
from tests.examples import examples
from tests.unit.documents import files, pdfs
from tests.unit.documents.pdfs import verdict


@pytest.mark.parametrize("name", pdfs.SHOWN)
def test_what_readers_show_is_taken(name: str) -> None:
    data = pdfs.SHOWN[name]()
    assert verdict(data) == "taken"
    assert prepare(data).pages == (3 if name.startswith("packed") else 1)
    assert prepare(data).data == data


@pytest.mark.parametrize("name", pdfs.READ_ONLY)
def test_what_everyone_may_read_is_taken(name: str) -> None:
    assert prepare(pdfs.READ_ONLY[name]()).pages is None


@pytest.mark.parametrize("name", pdfs.NO_PAGE)
def test_what_has_no_page_is_empty(name: str) -> None:
    assert verdict(pdfs.NO_PAGE[name]()) == "empty"


@pytest.mark.parametrize("name", pdfs.BROKEN)
def test_what_no_reader_opens_is_damaged(name: str) -> None:
    assert verdict(pdfs.BROKEN[name]()) == "damaged"


@pytest.mark.parametrize("data", [pdfs.wordy(500), pdfs.wordy(500).removesuffix(b"%%EOF\n")])
def test_pages_too_long_to_be_counted_are_believed(data: bytes) -> None:
    assert prepare(data).pages == 500


def test_a_page_deeper_than_is_looked_for_is_believed() -> None:
    branches = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % number for number in range(3, 5003)]
    data = pdfs.document([pdfs.TREE[0], *branches, b"<</Type/Page/MediaBox[0 0 595 842]>>"])
    assert prepare(data).pages is None


@pytest.mark.parametrize("end", [b"", b"startxref\n9\n"])
def test_what_is_packed_and_encrypted_is_believed(end: bytes) -> None:
    ciphers = [random.Random(seed).randbytes(400) for seed in range(100)]
    ciphers += [zlib.compress(words)[:-4] + ciphers[0] for words in (b"   ", b"\n", b"%%")]
    for cipher in ciphers:
        assert prepare(pdfs.sealed(cipher) + end).pages is None


@pytest.mark.parametrize("algorithm", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
@pytest.mark.parametrize("cut", [0, 6, 20])
def test_a_password_is_found_though_the_end_is_missing(algorithm: str, cut: int) -> None:
    data = files.pdf(password="secret", algorithm=algorithm)
    assert verdict(data[: len(data) - cut]) == "protected"


@pytest.mark.parametrize("end", [b"", b"startxref\n9\n"])
def test_a_password_is_found_though_the_root_is_packed(end: bytes) -> None:
    locked = re.sub(rb"/U<.{8}", b"/U<00000000", pdfs.sealed(pdfs.CIPHER))
    assert verdict(locked + end) == "protected"


def test_a_locked_paper_stays_locked_when_it_was_updated() -> None:
    data = files.pdf(password="secret", algorithm="RC4-128")
    assert verdict(data + b"9 0 obj\n<<>>\nendobj\n") == "protected"


@given(st.integers(0, pdfs.SOUND.rindex(b"/Root")))
@settings(max_examples=examples(200))
def test_a_page_without_its_content_is_never_taken(cut: int) -> None:
    assert verdict(pdfs.SOUND[:cut]) != "taken"


def one_object(body: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n" + body + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


def bomb() -> bytes:
    inner = zlib.compress(bytes(200 * 2**20), 9)
    heading = b"5 0 obj\n<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n" % len(inner)
    return one_object(b"<</Type/Catalog/Pages 7 0 R>>").replace(
        b"trailer", (heading + inner + b"\nendstream\nendobj\n") * 20 + b"trailer"
    )


def guesses() -> bytes:
    """Make a cross-reference stream that takes longest to undo."""
    table = zlib.compress((b"\4" + b"\1" * 5) * 400_000)
    heading = b"1 0 obj\n<</Type/XRef/Size 400000/W[1 3 1]/Root 1 0 R/Filter/FlateDecode"
    heading += b"/DecodeParms<</Predictor 15/Columns 5>>/Length %d>>\nstream\n" % len(table)
    return b"%PDF-1.5\n" + heading + table + b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"


SMALL = ("a table of guesses", "streams in one object", "empty parts of a table")
"""Files of a few megabytes, or less."""
MEGABYTE = 2**20
HOSTILE: dict[str, Callable[[], bytes]] = {
    "headings": lambda: b"%PDF-1.7\n" + b"1 0 obj " * MEGABYTE,
    "objects": lambda: b"%PDF-1.7\n" + b"".join(b"%d 0 obj<<>>endobj\n" % n for n in range(300_000)),
    "trailers": lambda: b"%PDF-1.7\n" + b"trailer<</Root 1 0 R>>\n" * 350_000,
    "streams without end": lambda: b"%PDF-1.7\n" + b"1 0 obj<<>>stream\n" * 350_000,
    "streams": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/ObjStm>>stream\nendstream\n" * 150_000,
    "numbers": lambda: one_object(b"<</Type/Catalog/Pages 1 0 R/Kids[" + b"1 " * (4 * MEGABYTE) + b"]>>"),
    "open brackets": lambda: one_object(b"[" * (8 * MEGABYTE)),
    "open strings": lambda: one_object(b"(" * (8 * MEGABYTE)),
    "open strings, each of an object": lambda: b"%PDF-1.7\n" + b"1 0 obj(" * MEGABYTE,
    "kids": lambda: one_object(b"<</Pages 1 0 R/Kids[" + b"1 0 R " * MEGABYTE + b"]>>"),
    "blanks": lambda: one_object(b"<<" + b" " * (8 * MEGABYTE) + b">>"),
    "comments": lambda: one_object(b"<<" + b"%\n" * (4 * MEGABYTE) + b">>"),
    "references in a circle": lambda: one_object(b"<</Type/Catalog/Pages 2 0 R>>").replace(
        b"trailer", b"2 0 obj 2 0 R endobj\ntrailer"
    ),
    "a table of billions": lambda: b"%PDF-1.7\nxref\n0 4294967295\n0000000000 65535 f \nstartxref\n9\n%%EOF",
    "sections in a circle": lambda: pdfs.SOUND.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % pdfs.XREF),
    "packed zeros": bomb,
    "a table of guesses": lambda: guesses(),  # noqa: PLW0108
    "streams in one object": lambda: (
        b"%PDF-1.4\n1 0 obj\n<<" + b" " * 60_000 + b"\n" + b"stream\nendstream\n" * 60_000
    ),
    "empty parts of a table": lambda: (
        b"%PDF-1.4\nxref\n" + b"1 0\n" * 1_000_000 + b"trailer\n<<>>\nstartxref\n9\n%%EOF\n"
    ),
    "a stream of billions": lambda: pdfs.packed(extra=b"/Index[0 4294967295]"),
}


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(name: str) -> None:
    data = HOSTILE[name]()[: 20 * MEGABYTE]
    began = time.process_time()
    try:
        prepare(data)
    except DocumentError as error:
        assert error.reason in ("damaged", "empty")  # noqa: PT017 -- taken is right, too, where readers show a page
    assert time.process_time() - began < (1.2 if name in SMALL else 5)


@pytest.mark.long
def test_what_is_packed_does_not_fill_the_memory() -> None:
    data = bomb()
    tracemalloc.start()
    verdict(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 150 * MEGABYTE
