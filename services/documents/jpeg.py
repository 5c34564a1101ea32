"""Taking the metadata out of a JPEG without decoding it (ITU-T T.81, annex B)."""

from __future__ import annotations

_SOI = 0xD8
_EOI = 0xD9
_SOS = 0xDA
_TEM = 0x01
_RESTARTS = range(0xD0, 0xD8)
_ADOBE = 0xEE
"""APP14 says how the colours are coded; without it some pictures turn green."""
_METADATA = frozenset({*range(0xE0, 0xF0), 0xFE}) - {_ADOBE}
"""APP0 (thumbnails) to APP15 (EXIF, XMP, maker's notes) and COM."""


def without_metadata(data: bytes) -> bytes | None:
    """The same picture, bit for bit, with nothing else in the file; None if its segments cannot be followed.

    What lies behind the end of the picture goes too: phones put a short film or a depth map there.
    """
    kept = bytearray(b"\xff\xd8")
    position = 2
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return None
        marker = data[position + 1]
        if marker == 0xFF:  # fill byte
            position += 1
            continue
        if marker == _EOI:
            return bytes(kept + b"\xff\xd9")
        if marker in (0x00, _TEM, _SOI, *_RESTARTS):
            return None
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        if end < position + 4 or end > len(data):
            return None
        if marker == _SOS:
            end = _end_of_scan(data, end)
        if marker not in _METADATA:
            kept += data[position:end]
        position = end


def _end_of_scan(data: bytes, position: int) -> int:
    """Where the entropy-coded data from `position` ends: at the first marker that is no restart."""
    while True:
        position = data.find(b"\xff", position)
        if position < 0 or position + 1 >= len(data):
            return len(data)
        if data[position + 1] != 0x00 and data[position + 1] not in _RESTARTS:
            return position
        position += 2
