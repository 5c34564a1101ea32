"""PDFs with something odd in them that readers pass over: all of SHOWN open in poppler and in browsers."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from pypdf._encryption import AlgV5

from tests.unit.documents.pdfs import FONT, PAGE, SOUND, TREE, document, linearised, packed, stream, text

CATALOG, KIDS = TREE[0], TREE[1]
WORDS = b"BT /F 12 Tf 72 700 Td (Attestation) Tj ET"
ENDLESS = b"<</Length %d>>\nstream\n" % len(WORDS) + WORDS
"""A stream whose end nobody wrote."""


def with_catalog(more: bytes) -> bytes:
    return document([CATALOG.replace(b"/Pages", more + b"/Pages"), KIDS, PAGE, text(b"A"), FONT])


def with_page(more: bytes) -> bytes:
    return document([CATALOG, KIDS, PAGE.replace(b"/Contents", more + b"/Contents"), text(b"A"), FONT])


def with_leaf(kind: bytes) -> bytes:
    return document([CATALOG, KIDS, PAGE.replace(b"/Type/Page/", kind + b"/"), text(b"A"), FONT])


def with_kids(kids: bytes) -> bytes:
    return document([CATALOG, KIDS.replace(b"[3 0 R]", kids), PAGE, text(b"A"), FONT])


def adrift(data: bytes) -> bytes:
    """Move the cross-reference away from where the end says."""
    return re.sub(rb"startxref\n\d+", b"startxref\n3", data)


SHOWN: dict[str, Callable[[], bytes]] = {
    "name without a value": lambda: with_page(b"/StructParents "),
    "name without a value at the end": lambda: SOUND.replace(b"R>>>>>>", b"R>>>>/Rotate>>"),
    "number without a name": lambda: with_catalog(b" 5 "),
    "number without a name in the trailer": lambda: document([*TREE, text(b"A"), FONT], b" 7 /Info 5 0 R"),
    "reference of one number": lambda: with_page(b"/StructParents 0 R"),
    "reference of no number": lambda: with_catalog(b"/Lang R"),
    "bracket that closes nothing": lambda: with_page(b"/StructParents 1]"),
    "sign that begins nothing": lambda: with_page(b"/Lang )x{} "),
    "heading within a dictionary": lambda: adrift(with_page(b"/StructParents 1 9 0 obj\n")),
    "object behind a bracket": lambda: document([CATALOG, KIDS, PAGE, text(b"A"), b"]" + FONT]),
    "digits that are none": lambda: document([*TREE, text(b"A"), FONT], b"/ID[<12 4x><12z4>]"),
    "string without end": lambda: with_page(b"/Lang(fr(DZ)"),
    "string without end in the trailer": lambda: SOUND.replace(b"/Root 1 0 R", b"/Root 1 0 R/Info("),
    "string of many parentheses": lambda: with_catalog(b"/Lang(" + b"()" * 20_000 + b")"),
    "string of many deep parentheses": lambda: with_catalog(b"/Lang(" + b"(" * 9000 + b")" * 9001),
    "string of many escapes": lambda: with_catalog(b"/Lang(" + b"\\(" * 20_000 + b")"),
    "deep arrays": lambda: with_catalog(b"/X " + b"[" * 480 + b"]" * 480),
    "deep dictionaries": lambda: with_page(b"/X " + b"<</A" * 480 + b" 1" + b">>" * 480),
    "stream without end, startxref wrong": lambda: adrift(document([*TREE, ENDLESS, FONT])),
    "last stream without end": lambda: adrift(document([*TREE[:2], PAGE, text(b"A"), FONT, ENDLESS])),
    "stream without end before others": lambda: adrift(
        document([ENDLESS.replace(b"Length", b"Longth"), b"null", b"null", text(b"A"), FONT, *MOVED])
    ).replace(
        b"/Root 1 0 R",
        b"/Root 6 0 R",
    ),
    "stream that only its length ends": lambda: adrift(
        document([*TREE, ENDLESS.replace(b"ET", b"endstream ET").replace(b"41", b"51"), FONT])
    ),
    "comment before a stream": lambda: document(
        [*TREE, stream(WORDS).replace(b">>\n", b">> % text\n"), FONT]
    ),
    "objects without a line between": lambda: adrift(SOUND.replace(b"endobj\n", b"endobj")),
    "kid of another case": lambda: with_leaf(b"/Type/page"),
    "kid that calls itself a branch": lambda: with_leaf(b"/Type/Pages"),
    "kid of a kind nobody knows": lambda: with_leaf(b"/Type/Pagina"),
    "kid that is a template": lambda: with_leaf(b"/Type/Template"),
    "kid whose kind is a number": lambda: with_leaf(b"/Type 3"),
    "tree that is a page": lambda: document([b"<</Type/Catalog/Pages 3 0 R>>", KIDS, PAGE, text(b"A"), FONT]),
    "kid without brackets": lambda: with_kids(b" 3 0 R"),
    **{
        f"anyone is its owner, revision {revision}": lambda revision=revision: owned_by_anyone(revision)  # type: ignore[misc]
        for revision in (5, 6)
    },
}
"""Files of one page each."""

MOVED = [each.replace(b"2 0 R", b"7 0 R").replace(b"3 0 R", b"8 0 R") for each in TREE]


def owned_by_anyone(revision: int) -> bytes:
    """Make a PDF that its owner's empty password opens, too."""
    key = bytes(range(32))
    entries = AlgV5.generate_values(revision, b"secret", b"", key, 0xFFFFFFFC, metadata_encrypted=True)
    said = b"".join(b"%b<%b>" % (name.encode(), value.hex().encode()) for name, value in entries.items())
    filters = b"/CF<</StdCF<</AuthEvent/DocOpen/CFM/AESV3/Length 32>>>>/StmF/StdCF/StrF/StdCF"
    said = b"/Encrypt<</Filter/Standard/V 5/R %d/Length 256/P -4%b%b>>" % (revision, filters, said)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    return document([CATALOG, KIDS, page], said + b"/ID[<00><00>]")


SEALED = b"/Encrypt<</Filter/Standard>>"
BROKEN: dict[str, Callable[[], bytes]] = {
    "too deep": lambda: with_catalog(b"[" * 600 + b"]" * 600),
    "string that costs too much": lambda: with_catalog(b"/Lang(" + b"()" * 200_000 + b")"),
    "string without end before the tree": lambda: with_catalog(b"/Lang("),
    "sealed, and no table of it": lambda: packed(extra=SEALED, pack=sealed).replace(
        b"/W[1 2 1]", b"/W[1 2 9]"
    ),
    "sealed, and a table of nothing": lambda: packed(extra=SEALED, pack=sealed).replace(b"/Size", b"/Sized"),
    "linearised, its front lost": lambda: linearised()[linearised().index(b"4 0 obj") :].join(
        [b"%PDF-1.4\n", b""]
    ),
}
"""Poppler opens the first two; here they would cost too much."""


def sealed(data: bytes) -> bytes:
    return b"\xff" * 400 if b"/Catalog" in data else zlib.compress(data)
