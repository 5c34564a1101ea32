"""What a PDF leaves blank, repeats or packs tightly costs no more time than its size allows."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable

import pytest

from services.documents import prepare
from services.errors import DocumentError
from tests.unit.documents import pdfs

MEGABYTE = 2**20


def pages(
    count: int, blanks: bytes = b"", kind: bytes = b"/Page", page: bytes = b"<</Type %d 0 R/Parent 2 0 R>>"
) -> bytes:
    """Make pages that all ask the last object for their type."""
    last = count + 3
    kids = b" ".join(b"%d 0 R" % number for number in range(3, last))
    own = page % last if b"%d" in page else page
    bodies = [pdfs.TREE[0], b"<</Kids[%b]/Count %d>>" % (kids, count), *[own] * count, kind]
    data = pdfs.document(bodies, shift=len(blanks))
    heading = data.index(b"%d 0 obj" % last)
    return data[:heading] + blanks + data[heading:]


def rows() -> bytes:
    """Cross-reference streams of millions of rows, each of one byte."""
    table = zlib.compress(bytes(8 * MEGABYTE), 9)
    index = b"0 300000 " * 28
    content = b"%PDF-1.5\n"
    before = 0
    for number in range(1, 8):
        start = len(content)
        content += b"%d 0 obj\n<</Type/XRef/Size 9/W[1 0 0]/Index[%b]/Filter/FlateDecode" % (number, index)
        content += b"/Root 1 0 R/Prev %d/Length %d>>\nstream\n" % (before, len(table))
        content += table + b"\nendstream\nendobj\n"
        before = start
    return content + b"startxref\n%d\n%%%%EOF\n" % before


COSTLY: dict[str, Callable[[], bytes]] = {
    "blanks before an object": lambda: pages(300, b" " * (10 * MEGABYTE)),
    "zeros before an object": lambda: pages(300, bytes(10 * MEGABYTE)),
    "comment in an object": lambda: pages(300, kind=b"%" + b"x" * (10 * MEGABYTE) + b"\n/Page"),
    "blanks in all pages": lambda: pages(15_000, page=b"<<" + b" " * 1000 + b"/Type/Page>>"),
    "comment behind a dictionary": lambda: pages(1, kind=b"<<>>%" + b" " * (MEGABYTE // 16)),
    "rows of one byte": rows,
}


@pytest.mark.parametrize("name", COSTLY)
def test_time_is_bounded_by_what_is_passed_over(name: str) -> None:
    data = COSTLY[name]()[: 20 * MEGABYTE]
    began = time.process_time()
    try:
        prepare(data)
    except DocumentError as error:
        assert error.reason == "damaged"  # noqa: PT017 -- taken is right, too, where readers show a page
    assert time.process_time() - began < 2
