"""How large a picture says that it is, read from its head: it is never decoded here, but by who looks at it."""

from __future__ import annotations

from typing import BinaryIO

from ministry.uploads.media_types import JPEG, PNG

_PNG_HEAD = 24
"""The signature, then IHDR: length, name, width, height (PNG, third edition, section 11.2.1)."""
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15 (ITU-T T.81, table B.1); DHT, JPG and DAC stand among them."""
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})
_MOST_SEGMENTS = 1000
_MOST_FILL = 0x10000
"""Fill bytes in all: any number may stand before a marker, and nobody has more than a few."""
_BLOCK = 1024


def sides(file: BinaryIO, media_type: str) -> tuple[int, int] | None:
    """Return width and height of a picture.

    Both are 0 for anything else; None where a picture's head is broken.
    """
    if media_type == PNG:
        return _png(file)
    return _jpeg(file) if media_type == JPEG else (0, 0)


def _png(file: BinaryIO) -> tuple[int, int] | None:
    head = file.read(_PNG_HEAD)
    if len(head) < _PNG_HEAD or head[12:16] != b"IHDR":
        return None
    return int.from_bytes(head[16:20]), int.from_bytes(head[20:24])


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    """Read a JPEG's sides.

    Segment by segment up to the frame header, jumping over what is in between.
    """
    file.seek(2)
    fill = 0
    for _ in range(_MOST_SEGMENTS):
        found = _marker(file, _MOST_FILL - fill)
        if found is None:
            return None
        marker, skipped = found
        fill += skipped
        if marker in _WITHOUT_LENGTH:
            continue
        length = int.from_bytes(file.read(2))
        if length < 2:
            return None
        if marker in _JPEG_FRAMES:
            frame = file.read(5)
            return (int.from_bytes(frame[3:5]), int.from_bytes(frame[1:3])) if len(frame) == 5 else None
        file.seek(length - 2, 1)
    return None


def _marker(file: BinaryIO, most_fill: int) -> tuple[int, int] | None:
    """Return the next marker, and the number of fill bytes before it.

    They are passed over in blocks.
    """
    if file.read(1) != b"\xff":
        return None
    fill = 0
    while fill <= most_fill and (block := file.read(_BLOCK)):
        rest = block.lstrip(b"\xff")
        fill += len(block) - len(rest)
        if rest:
            file.seek(1 - len(rest), 1)
            return rest[0], fill
    return None
