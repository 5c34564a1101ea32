"""How much room a window has for words of the size that the person chose."""

from __future__ import annotations

from enum import IntEnum


class Room(IntEnum):
    """Measured in widths of text: 1,000 pixels at 200 % are as wide as 500 at 100 %. The value is the least width."""

    TIGHT = 0
    """A narrow phone, or large text: symbols stand alone."""
    PHONE = 330
    TABLET = 480
    DESKTOP = 1000
    """Things stand beside each other."""


def room_of(width: float, text_size: int) -> Room:
    """Return the room of a window.

    `width` is in logical pixels, `text_size` in per cent.
    """
    return max(room for room in Room if room.value <= width * 100 / text_size)
