"""A form whose filling was cut off shows the empty form: it is damaged, and what else follows a PDF is not."""

from __future__ import annotations

import re

import pytest

from tests.unit.documents import pdfs
from tests.unit.documents.pdfs import verdict

FILLED = pdfs.updated(pdfs.SOUND, 4, pdfs.text(b"Amina Benali " * 30))
EMPTY = len(pdfs.SOUND)
LAST = FILLED.rindex(b"startxref")
MOVED = re.sub(rb"00000(\d{5}) 00000 n", rb"00001\1 00000 n", pdfs.SOUND)
"""Readers find its objects without its table."""
NO_OBJECT = b"xref\n5 1\n0000000000 00001 f \ntrailer\n<</Size 6/Root 1 0 R/Prev 9>>\n"

HARMLESS = {
    "blanks": b" \r\n" * 4000,
    "zeros": bytes(9000),
    "page of the web": b"<html><body>1 0 object, 502 Bad Gateway</body></html>" * 20,
    "end of a mail": b"\r\n--------------7a 5 0\r\nContent-Type: text/plain\r\n\r\nEnvoye de mon telephone 0 1 2\r\n",
    "number": b"17\n",
    "noise": bytes(range(128, 256)) * 40,
    "signature of a mail": b"\r\n-----BEGIN PKCS7-----\r\nMIIB0 0 ob/x+\r\n-----END PKCS7-----\r\n",
}


@pytest.mark.parametrize("fill", [b"", b"\0", b" "])
def test_a_form_without_all_of_its_filling_is_damaged(fill: bytes) -> None:
    assert verdict(FILLED) == "taken"
    for cut in (*range(EMPTY + 3, LAST + 8, 7), LAST + 8):
        short = FILLED[:cut] + fill * (len(FILLED) - cut)
        assert verdict(short) == "damaged", cut


def test_it_is_damaged_where_objects_are_found_without_their_table() -> None:
    assert verdict(MOVED) == "taken"
    filled = pdfs.updated(MOVED, 9, b"<</V(Amina Benali)>>")
    assert verdict(filled[: len(MOVED) + 24]) == "damaged"


def test_an_update_without_objects_is_one() -> None:
    assert verdict(pdfs.SOUND + NO_OBJECT) == "damaged"


@pytest.mark.parametrize("sound", [pdfs.SOUND, FILLED, MOVED, pdfs.packed(), pdfs.linearised()])
@pytest.mark.parametrize("end", HARMLESS)
def test_what_else_follows_decides_nothing(end: str, sound: bytes) -> None:
    assert verdict(sound + HARMLESS[end]) == "taken"


def test_a_second_update_may_be_cut_as_well() -> None:
    twice = pdfs.updated(FILLED, 4, pdfs.text(b"Amina Benali, Alger"))
    assert verdict(twice) == "taken"
    assert verdict(twice[: len(FILLED) + 40]) == "damaged"
