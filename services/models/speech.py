"""What is said aloud. The words shown and the words said are tied, so that the word being said can be marked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of the shown text and how it is said: "CNAS" is said in full, a reference in groups.

    `start` and `end` are offsets of characters in `Utterance.shown`, the end excluded.
    """

    said: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence or a label, as shown, with its pieces in order; `language` is a code of the app (ar, fr, kab, en)."""

    shown: str
    pieces: tuple[Piece, ...]
    language: str
