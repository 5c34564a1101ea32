"""Which signs may stand in what people write: the contract's "Text"."""

from __future__ import annotations

import re
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Embeddings, overrides and isolates, which show signs in another order than they stand in. Not the marks (LRM, RLM,
ALM) nor the joiners (ZWNJ, ZWJ), which Arabic and Persian are written with."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_NO_LINE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""The categories Cc, Cs, Zl and Zp, to which Unicode adds no more, and the directions."""


def is_plain(text: str) -> bool:
    """True if there are no control signs but line ends and tabs."""
    return not _CONTROL.search(text)


def is_one_line(text: str) -> bool:
    """True if there are no control, line-end or direction signs."""
    return not _NO_LINE.search(text)


def _plain(text: str) -> str:
    if not is_plain(text):
        raise PydanticCustomError("pattern", "control signs cannot stand here")
    return text


def _one_line(text: str) -> str:
    if not is_one_line(text):
        raise PydanticCustomError("pattern", "only one line without control signs can stand here")
    return text


PlainText: TypeAlias = Annotated[str, AfterValidator(_plain)]
OneLine: TypeAlias = Annotated[str, AfterValidator(_one_line)]
