"""The picture in a PNG and nothing else (PNG, third edition), without the file's other chunks.

Only the chunks that hold the picture are read: comments, colour profiles and times are dropped on the device
anyway, and broken ones must not decide over the picture. Browsers show it all the same.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

GREY, RGB, INDEXED, GREY_ALPHA, RGBA = 0, 2, 3, 4, 6
_CHANNELS = {GREY: 1, RGB: 3, INDEXED: 1, GREY_ALPHA: 2, RGBA: 4}
_DEPTHS = {GREY: (1, 2, 4, 8, 16), RGB: (8, 16), INDEXED: (1, 2, 4, 8), GREY_ALPHA: (8, 16), RGBA: (8, 16)}
_TRANSPARENCY_BYTES = {GREY: 2, RGB: 6}
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_USED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"eXIf", b"IDAT"})
_PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))
"""Of an interlaced picture (section 8.1): first column, first row, step of columns, step of rows."""
_MOST_CHUNKS = 2**17
_PIECE, _BLOCK = 2**16, 2**20
"""Bytes that are inflated at a time, and most that come out."""
_PACKED_HEAD = 2
_DEFLATED, _DICTIONARY = 8, 0x20


class PngError(ValueError):
    """No picture can be read out of these bytes."""


@dataclass(frozen=True, slots=True)
class Png:
    width: int
    height: int
    depth: int
    colour: int
    interlaced: bool
    palette: bytes = b""
    transparency: bytes = b""
    exif: bytes = b""
    packed: bytes = b""
    """The compressed rows."""

    @property
    def pixel_bits(self) -> int:
        return self.depth * _CHANNELS[self.colour]

    @property
    def row_bytes(self) -> int:
        return (self.width * self.pixel_bits + 7) // 8

    @property
    def stream_bytes(self) -> int:
        """The size of all rows uncompressed, each with its filter."""
        if not self.interlaced:
            return (self.row_bytes + 1) * self.height
        total = 0
        for x, y, across, down in _PASSES:
            columns, rows = -(-(self.width - x) // across), -(-(self.height - y) // down)
            if columns > 0 and rows > 0:
                total += ((columns * self.pixel_bits + 7) // 8 + 1) * rows
        return total

    def file(self) -> bytes:
        """Write the picture as a file that holds nothing else."""
        head = struct.pack(
            ">IIBBBBB", self.width, self.height, self.depth, self.colour, 0, 0, self.interlaced
        )
        parts = [_SIGNATURE, _chunk(b"IHDR", head)]
        if self.palette:
            parts.append(_chunk(b"PLTE", self.palette))
        if self.transparency:
            parts.append(_chunk(b"tRNS", self.transparency))
        return b"".join([*parts, _chunk(b"IDAT", self.packed), _chunk(b"IEND", b"")])


def read(data: bytes) -> Png:
    """Read the picture without inflating its rows.

    Raises PngError where what holds it is broken.
    """
    chunks = _chunks(data)
    name, head = next(chunks, (b"", b""))
    if name != b"IHDR" or len(head) != 13:
        raise PngError("no header")
    width, height, depth, colour, packing, filtering, interlace = struct.unpack(">IIBBBBB", head)
    if not 0 < width < 2**31 or not 0 < height < 2**31 or depth not in _DEPTHS.get(colour, ()):
        raise PngError("impossible header")
    if packing or filtering or interlace > 1:
        raise PngError("unknown coding")
    beside: dict[bytes, bytes] = {}
    rows = []
    for name, body in chunks:
        if name == b"IDAT":
            rows.append(body)
        elif not rows or name == b"eXIf":  # other chunks come too late to colour the rows
            beside.setdefault(name, body)
    palette, transparency = b"", beside.get(b"tRNS", b"")
    if colour == INDEXED:
        palette = beside.get(b"PLTE", b"")[: 3 << depth]
        if not palette or len(palette) % 3:
            raise PngError("no palette")
        transparency = transparency[: len(palette) // 3]
    elif len(transparency) != _TRANSPARENCY_BYTES.get(colour):
        transparency = b""
    return Png(
        width,
        height,
        depth,
        colour,
        interlace == 1,
        palette,
        transparency,
        beside.get(b"eXIf", b""),
        b"".join(rows),
    )


def complete(png: Png, least: float) -> tuple[Png, bool]:
    """Inflate the rows once; return the picture cut to its rows.

    Returns also True if the rows end as they should. Raises PngError where less than the part `least` of them is there.
    """
    wanted, there, ended, check = png.stream_bytes, 0, None, 1
    for block, end in inflated(png.packed):
        there, ended, check = there + len(block), end, zlib.adler32(block, check)
        if there > wanted:
            break
    if there < wanted and (png.interlaced or there < wanted * least):
        raise PngError("rows are missing")
    rows = png.height if png.interlaced else min(png.height, there // (png.row_bytes + 1))
    packed = png.packed if ended is None else png.packed[:ended] + check.to_bytes(4)
    return replace(png, height=rows, packed=packed), there == wanted and ended is not None


def inflated(packed: bytes) -> Iterator[tuple[bytes, int | None]]:
    """Yield the inflated pieces, each with where the stream ends or None.

    Only the last piece of a whole stream has an end. The checksum behind the stream is not read: browsers show rows
    whose chunks are sound, whatever it says.
    """
    head = packed[:_PACKED_HEAD]
    if (
        len(head) < _PACKED_HEAD
        or int.from_bytes(head) % 31
        or head[0] & 0xF != _DEFLATED
        or head[1] & _DICTIONARY
    ):
        return
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    for start in range(_PACKED_HEAD, len(packed), _PIECE):
        piece, block = packed[start : start + _PIECE], b""
        read_to = start + len(piece)
        while piece or len(block) == _BLOCK:
            try:
                block = reader.decompress(piece, _BLOCK)
            except zlib.error:
                return
            piece = reader.unconsumed_tail
            if reader.eof:
                yield block, read_to - len(reader.unused_data)
                return
            yield block, None


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the chunks that hold the picture.

    They end with the picture, or with the file, which may be in the middle of rows.
    """
    position = len(_SIGNATURE)
    for _ in range(_MOST_CHUNKS):
        name = data[position + 4 : position + 8]
        if name == b"IEND" or len(name) < 4 or not name.isalpha():
            return
        start = position + 8
        end = start + int.from_bytes(data[position : position + 4])
        position = end + 4
        if name not in _USED:
            continue
        body, check = data[start:end], data[end:position]
        if len(check) == 4 and int.from_bytes(check) != zlib.crc32(name + body):
            if name == b"IDAT":
                raise PngError("wrong checksum")
        elif name == b"IDAT" or end <= len(data):
            yield name, body


def _chunk(name: bytes, body: bytes) -> bytes:
    return b"".join((len(body).to_bytes(4), name, body, zlib.crc32(body, zlib.crc32(name)).to_bytes(4)))
