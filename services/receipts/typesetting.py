"""From a text to its lines: one direction at a time, broken where words end."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from services.receipts import bidi
from services.receipts.face import Face, stack
from services.receipts.glyphs import Glyph
from services.receipts.shaping import shape

Weight = Literal["regular", "semibold"]


@dataclass(slots=True)
class Piece:
    """What is drawn at once: part of a word, or a space. One face, one level; `width` is in ems."""

    text: str
    level: int
    face: Face
    glyphs: list[Glyph]
    width: float
    x: float = 0
    """From the line's left end, in ems."""

    @property
    def is_space(self) -> bool:
        return self.text == " "

    @property
    def is_rtl(self) -> bool:
        return self.level % 2 == 1


@dataclass(slots=True)
class Line:
    """Pieces in reading order. `width`, in ems, leaves out the spaces at its end."""

    pieces: list[Piece]
    width: float


def typeset(text: str, weight: Weight, width: float, base: int | None = None) -> list[Line]:
    """The lines of a text within `width` ems. Each line feed ends a paragraph.

    `base` is the paragraphs' level, 0 or 1; without it, the first strong character of each decides.
    """
    lines: list[Line] = []
    for paragraph in unicodedata.normalize("NFC", text).split("\n"):
        cleaned = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in paragraph)
        level = bidi.base_level(cleaned) if base is None else base
        pieces = list(_pieces(cleaned, bidi.levels(cleaned, level), stack(weight)))
        lines += [_placed(line, level) for line in _broken(pieces, width)]
    return lines


def _pieces(text: str, levels: list[int], faces: list[Face]) -> Iterator[Piece]:
    found = _faces(text, faces)
    keys = [
        (level, face.name, index if character == " " else -1)
        for index, (character, level, face) in enumerate(zip(text, levels, found, strict=True))
    ]
    for (level, _, _), group in groupby(range(len(text)), key=keys.__getitem__):
        indices = list(group)
        piece = _piece("".join(text[index] for index in indices), level, found[indices[0]])
        if piece.glyphs:
            yield piece


def _faces(text: str, faces: list[Face]) -> list[Face]:
    """The face of each character: the first that has it; a mark's is its letter's if that has the mark."""
    chosen: list[Face] = []
    for index, character in enumerate(text):
        category = unicodedata.category(character)
        if index and (category == "Cf" or (category == "Mn" and ord(character) in chosen[-1].glyph_of)):
            chosen.append(chosen[-1])
            continue
        chosen.append(next((face for face in faces if ord(character) in face.glyph_of), faces[0]))
    return chosen


def _piece(text: str, level: int, face: Face) -> Piece:
    glyphs = shape(face, text, rtl=level % 2 == 1)
    return Piece(text, level, face, glyphs, sum(glyph.advance for glyph in glyphs) / face.units)


def _broken(pieces: list[Piece], width: float) -> Iterator[list[Piece]]:
    """Lines of pieces, filled word by word; a word longer than a line is cut."""
    line: list[Piece] = []
    used = 0.0
    for word in _words(pieces):
        needed = _width(word)
        if line and used + needed > width:
            yield line
            line, used = [], 0.0
        parts = _cut(word, width) if needed > width else [word]
        yield from parts[:-1]
        line += parts[-1]
        used += sum(piece.width for piece in parts[-1])
    yield line


def _words(pieces: list[Piece]) -> Iterator[list[Piece]]:
    """Words, each with the spaces after it."""
    word: list[Piece] = []
    for piece in pieces:
        if word and word[-1].is_space and not piece.is_space:
            yield word
            word = []
        word.append(piece)
    if word:
        yield word


def _cut(word: list[Piece], width: float) -> list[list[Piece]]:
    """A word in parts that each fit. What is cut is shaped anew, each side on its own."""
    parts: list[list[Piece]] = [[]]
    for piece in word:
        for part in _halves(piece, width):
            if parts[-1] and not part.is_space and _width([*parts[-1], part]) > width:
                parts.append([])
            parts[-1].append(part)
    return parts


def _halves(piece: Piece, width: float) -> list[Piece]:
    if piece.width <= width or len(piece.text) == 1:
        return [piece]
    middle = len(piece.text) // 2
    halves = (_piece(text, piece.level, piece.face) for text in (piece.text[:middle], piece.text[middle:]))
    return [part for half in halves for part in _halves(half, width)]


def _width(pieces: list[Piece]) -> float:
    """Without the spaces at the end."""
    end = len(pieces)
    while end and pieces[end - 1].is_space:
        end -= 1
    return sum(piece.width for piece in pieces[:end])


def _placed(pieces: list[Piece], base: int) -> Line:
    levels = [piece.level for piece in pieces]
    end = len(pieces)
    while end and pieces[end - 1].is_space:
        end -= 1
        levels[end] = base
    hanging = sum(piece.width for piece in pieces[end:])
    pen = -hanging if base else 0.0
    for index in bidi.visual_order(levels):
        pieces[index].x = pen
        pen += pieces[index].width
    return Line(pieces, _width(pieces))
