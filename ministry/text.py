"""Which signs may stand in what people write: the contract's "Text"."""

from __future__ import annotations

import unicodedata
from typing import Annotated, TypeAlias

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

_IN_LINES = {"\t", "\n", "\r"}
DIRECTIONS = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A))))
"""Embeddings, overrides and isolates, which show signs in another order than they stand in. Not the marks (LRM, RLM,
ALM) nor the joiners (ZWNJ, ZWJ), which Arabic and Persian are written with."""
_NO_LINE = {"Cc", "Cs", "Zl", "Zp"}


def is_plain(text: str) -> bool:
    """True if there are no control signs but line ends and tabs."""
    return not any(unicodedata.category(sign) == "Cc" and sign not in _IN_LINES for sign in text)


def is_one_line(text: str) -> bool:
    """True if there are no control, line-end or direction signs."""
    return not any(sign in DIRECTIONS or unicodedata.category(sign) in _NO_LINE for sign in text)


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
