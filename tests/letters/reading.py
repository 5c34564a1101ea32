"""A letter as programs read it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader


def read(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def drawn(pdf: bytes) -> str:
    """Return what a program copies, without the order of words."""
    return "\n".join(page.extract_text() for page in read(pdf).pages)


def elements(pdf: bytes) -> list[tuple[str, str, str]]:
    """Return elements with words of their own, in reading order.

    Type, words and language of each.
    """
    return list(_elements(read(pdf).trailer["/Root"]["/StructTreeRoot"]))


def _elements(parent: Any) -> Iterator[tuple[str, str, str]]:
    kids = parent.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        element = kid.get_object()
        if not hasattr(element, "get"):
            continue
        if "/ActualText" in element:
            yield element["/S"], element["/ActualText"], element["/Lang"]
        else:
            yield from _elements(element)
