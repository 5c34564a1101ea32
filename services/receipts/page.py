"""What a receipt says, before it has a shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Direction: TypeAlias = Literal["ltr", "rtl"]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 2 to 6; level 1 is the page's title. Levels are not skipped."""

    level: int
    text: str
    language: str | None = None
    """BCP 47, where it is not the page's."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and its value, as "Reference" and "QXXX-XXXX"."""

    label: str
    value: str
    language: str | None = None
    """Of the value."""


@dataclass(frozen=True, slots=True)
class List:
    items: Sequence[str]
    language: str | None = None


Block: TypeAlias = Heading | Paragraph | Pair | List


@dataclass(frozen=True, slots=True)
class ReceiptPage:
    """A receipt in one language, BCP 47. Its title stands on top and names the document."""

    language: str
    direction: Direction
    title: str
    blocks: Sequence[Block]
