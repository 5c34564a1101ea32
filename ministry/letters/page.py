"""What a letter says, before it has a shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from ministry.letters.glyphs import shows, written


@dataclass(frozen=True, slots=True)
class Passage:
    """A text and its language, BCP 47."""

    text: str
    language: str

    def lines(self) -> list[Passage]:
        """Return its lines as they are written.

        Those of which nothing is seen are left out.
        """
        lines = map(written, self.text.splitlines())
        return [Passage(line, self.language) for line in lines if shows(line)]


@dataclass(frozen=True, slots=True)
class Heading:
    """`level` is 2 or 3; level 1 is the title."""

    level: int
    text: Passage


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Each line is a paragraph of its own. A strong one is what the letter was written for."""

    text: Passage
    is_strong: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Labels with their values; `beside` where the labels are short, as "Reference"."""

    rows: Sequence[tuple[Passage, Passage]]
    beside: bool = True


@dataclass(frozen=True, slots=True)
class Note:
    """A paragraph within a frame."""

    text: Passage


Block: TypeAlias = Heading | Paragraph | Facts | Note


@dataclass(frozen=True, slots=True)
class Letter:
    """`language` is that of all that has no language of its own: the title, the number of the page."""

    language: str
    title: str
    reference: str
    at: datetime
    """The time of what the letter tells; the same letter gives the same bytes."""
    head: Sequence[Passage]
    """Who writes, from the State down to the fund."""
    blocks: Sequence[Block]
