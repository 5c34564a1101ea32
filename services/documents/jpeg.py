"""The picture in a JPEG and nothing else (ITU-T T.81, annex B), found without decoding it.

Metadata is dropped on the device anyway: a broken profile, comment or EXIF block must not decide over the picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_TEM = 0x01
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15 (table B.1); DHT, JPG and DAC stand among them."""
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
_JFIF, _EXIF, _ADOBE = 0xE0, 0xE1, 0xEE
_EXIF_BEGIN = b"Exif\0\0"
_PLAIN_JFIF = b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
"""Version 1.1 with square pixels, without a thumbnail."""
_METADATA = frozenset({*range(0xE0, 0xF0), 0xFE})
"""APP0 (thumbnails) to APP15 (EXIF, XMP, maker's notes) and COM."""

# Any number of fill bytes may stand before a marker. Both are searched at the speed of C.
_MARKER = re.compile(rb"\xff[\x01-\xfe]")
_END_OF_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")

_MOST_SEGMENTS = 4096
_MOST_SCANS = 100
"""Each scan passes over the whole picture; encoders write a dozen."""

_MORE = b"".join(bytes(range(255)) * 4 + bytes([0xFF, mark]) for mark in _RESTARTS)
"""What any code reads something from, and with every restart mark that may be waited for."""


class JpegError(ValueError):
    """No picture can be read out of these bytes."""


@dataclass(slots=True)
class Jpeg:
    """`plain`: a file with the same picture, bit for bit. `ends`: its end mark was there."""

    plain: bytes = b""
    width: int = 0
    height: int = 0
    buffered: bool = False
    """True if a decoder keeps all of it in memory until its end: it comes in several scans."""
    ends: bool = False
    legible: bool = False
    """True if scans that a marker follows hold all of the brightness, in whatever quality."""
    proved: bool = False
    """True if those before the last do: what follows it may be the mark of the end where the copy broke off."""
    coded: int = 0
    """Where in `plain` what the last scan codes begins."""
    exif: bytes = b""
    band: int = 8
    """Rows that are coded together, from left to right."""


@dataclass(slots=True)
class _Scans:
    """What the frame promises, and how much of it whole scans brought."""

    progressive: bool = False
    components: int = 0
    brightness: int = -1
    count: int = 0
    missing: set[int] = field(default_factory=lambda: set(range(64)))
    missing_before: set[int] = field(default_factory=set)
    """What `missing` was before the last scan."""

    def add(self, segment: bytes, whole: bool) -> bool:
        """Count a scan.

        True if more than one is needed for the picture.
        """
        self.count += 1
        if self.count > _MOST_SCANS or self.components == 0:
            raise JpegError("scans without end, or without a frame")
        held = segment[4] if len(segment) > 4 else 0
        bounds = segment[5 + 2 * held : 7 + 2 * held]
        if len(bounds) < 2:
            raise JpegError("broken scan")
        self.missing_before = set(self.missing)
        if whole and self.brightness in segment[5 : 5 + 2 * held : 2]:
            first, last = bounds if self.progressive else (0, 63)
            self.missing -= set(range(first, last + 1))
        return self.progressive or held < self.components


def read(data: bytes) -> Jpeg:
    """Read the picture. JpegError where its segments cannot be followed.

    What lies behind the end of the picture goes too: phones put a short film or a depth map there.
    """
    jpeg, scans, is_jfif = Jpeg(), _Scans(), False
    kept, end = bytearray(b"\xff\xd8"), 0
    for marker, segment, followed in _segments(data):
        if marker == _EOI:
            jpeg.ends = True
        elif marker in _FRAMES:
            _frame(jpeg, scans, segment)
        elif marker == _SOS:
            jpeg.buffered |= scans.add(segment, whole=followed)
            jpeg.coded = len(kept) + 2 + int.from_bytes(segment[2:4])
            end = len(kept) + len(segment)
        elif marker == _EXIF and segment[4:].startswith(_EXIF_BEGIN):
            jpeg.exif = jpeg.exif or segment[4:]
        if marker not in _METADATA or _is_adobe(segment):
            kept += segment
        elif _is_jfif(segment) and not scans.count and not is_jfif:
            kept += _PLAIN_JFIF
            is_jfif = True
    if not scans.count:
        raise JpegError("no scan")
    jpeg.legible, jpeg.proved = not scans.missing, not scans.missing_before
    # Nothing behind the last scan says more of it. A last 0xFF, whose second half is missing, would swallow the mark.
    jpeg.plain = bytes(kept[:end]).removesuffix(b"\xff") + b"\xff\xd9"
    return jpeg


def continued(plain: bytes) -> bytes:
    """Return the picture with more data behind its last scan.

    Only a picture that lacks rows changes by it.
    """
    return plain[:-2] + _MORE + plain[-2:]


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bool]]:
    """Yield each segment: its marker, its bytes, if a marker follows.

    A scan's bytes include what it codes.
    """
    position = 2
    for _ in range(_MOST_SEGMENTS):
        found = _MARKER.search(data, position)
        if found is None or (found.start() + 4 > len(data) and data[found.start() + 1] != _EOI):
            return
        position, marker = found.start(), data[found.start() + 1]
        if marker == _EOI:
            yield marker, data[position : position + 2], True
            return
        if marker == _SOI:
            raise JpegError("a picture within the picture")
        if marker == _TEM or marker in _RESTARTS:
            position += 2
            continue
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4])
        if marker in _METADATA:
            end = max(end, position + 4)
        elif end < position + 4:
            raise JpegError("broken segment")
        elif end > len(data):
            return
        over = _END_OF_SCAN.search(data, end) if marker == _SOS else None
        if marker == _SOS:
            end = over.start() if over else len(data)
        yield marker, data[position:end], over is not None
        position = end


def _is_adobe(segment: bytes) -> bool:
    """True if it is a whole APP14 of Adobe.

    It tells how colours are coded.
    """
    return segment[1] == _ADOBE and segment[4:].startswith(b"Adobe") and len(segment) >= 16


def _is_jfif(segment: bytes) -> bool:
    """True if it is a whole APP0 of JFIF.

    Colours are YCbCr then, whatever Adobe's segment or the names of components say.
    """
    return segment[1] == _JFIF and segment[4:].startswith(b"JFIF\0") and len(segment) >= len(_PLAIN_JFIF)


def _frame(jpeg: Jpeg, scans: _Scans, segment: bytes) -> None:
    if scans.components or len(segment) < 13:
        raise JpegError("two frames, or half of one")
    jpeg.height, jpeg.width = int.from_bytes(segment[5:7]), int.from_bytes(segment[7:9])
    if not jpeg.height or not jpeg.width:
        raise JpegError("no size")
    scans.progressive = segment[1] in _PROGRESSIVE
    scans.components, scans.brightness = segment[9], segment[10]
    jpeg.band = 8 * max(1, *(sampling & 0xF for sampling in segment[11 : 10 + 3 * segment[9] : 3]))
