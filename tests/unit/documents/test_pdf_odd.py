"""What readers pass over is passed over, in bounded time; what they do not open is refused."""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import pytest

from services.documents import prepare
from services.errors import DocumentError
from tests.unit.documents import files, pdfs_odd

MEGABYTE = 2**20


@pytest.mark.parametrize("name", pdfs_odd.SHOWN)
def test_what_readers_pass_over_is_passed_over(name: str) -> None:
    data = pdfs_odd.SHOWN[name]()
    prepared = prepare(data)
    assert prepared.pages == 1
    assert prepared.data == data


@pytest.mark.parametrize("name", pdfs_odd.BROKEN)
def test_what_readers_do_not_open_is_damaged(name: str) -> None:
    with pytest.raises(DocumentError) as caught:
        prepare(pdfs_odd.BROKEN[name]())
    assert caught.value.reason == "damaged"


@pytest.mark.parametrize("algorithm", ["AES-256-R5", "AES-256"])
def test_who_owns_it_with_a_password_locks_it(algorithm: str) -> None:
    with pytest.raises(DocumentError) as caught:
        prepare(files.pdf(password="secret", owner="another", algorithm=algorithm))
    assert caught.value.reason == "protected"


def one_object(body: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj\n<<" + body + b"\nendobj\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n"


HOSTILE: dict[str, Callable[[], bytes]] = {
    "pairs of parentheses": lambda: one_object(b"/A(" + b"()" * (10 * MEGABYTE)),
    "escapes": lambda: one_object(b"/A(" + b"\\(" * (10 * MEGABYTE) + b")"),
    "strings of escapes": lambda: one_object(b"/A[" + (b"(" + b"\\(" * 2000 + b")") * 5000),
    "strings without end": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Type/ObjStm/A(>>stream\n" * (MEGABYTE // 2),
    "trailers with a string": lambda: b"%PDF-1.7\n" + b"trailer<</Root(\n" * MEGABYTE,
    "digits": lambda: one_object(b"/A<" + b"4" * (20 * MEGABYTE)),
    "open digits": lambda: one_object(b"/A" + b"< " * (10 * MEGABYTE)),
    "open dictionaries": lambda: one_object(b"<</A" * (5 * MEGABYTE)),
    "brackets that close nothing": lambda: one_object(b"]" * (20 * MEGABYTE)),
    "streams without end": lambda: b"%PDF-1.7\n" + b"1 0 obj<</Length 9>>stream\n" * (MEGABYTE // 2),
    "headings without end": lambda: b"%PDF-1.7\n" + b"endobj1 0 obj" * MEGABYTE,
    "comments before streams": lambda: (
        b"%PDF-1.7\n" + b"1 0 obj<</Type/ObjStm>>%\nstream\n" * (MEGABYTE // 2)
    ),
}


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files_cost_little(name: str) -> None:
    data = HOSTILE[name]()[: 20 * MEGABYTE]
    began = time.process_time()
    with pytest.raises(DocumentError) as caught:
        prepare(data)
    assert caught.value.reason == "damaged"
    assert time.process_time() - began < 4  # half of it where nothing else runs


@pytest.mark.heavy
@pytest.mark.long
@pytest.mark.parametrize("name", ["escapes", "digits", "strings of escapes"])
def test_a_long_string_does_not_fill_the_memory(name: str) -> None:
    data = HOSTILE[name]()[: 20 * MEGABYTE]
    tracemalloc.start()
    with pytest.raises(DocumentError):
        prepare(data)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 100 * MEGABYTE
