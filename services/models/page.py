"""A text to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    title: str
    """What it is; without personal data, for its file bears it as a name."""
    paragraphs: Sequence[str]
    """An empty one is room to write by hand."""
    language: str
    is_rtl: bool
