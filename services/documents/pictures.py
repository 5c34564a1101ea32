"""Decoding pictures that nobody has looked at yet."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image

from services.documents import media_types
from services.documents.limits import MAX_PICTURE_PIXELS, MAX_PICTURE_SIDE
from services.errors import DocumentError

_FORMATS = {media_types.JPEG: "JPEG", media_types.PNG: "PNG"}

_ORIENTATION = 0x0112  # EXIF 2.32, section 4.6.4
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_LYING = frozenset({5, 6, 7, 8})

# What Pillow's readers raise on bytes that no encoder wrote; it has no base class for them.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
)


@contextmanager
def open_picture(data: bytes, media_type: str) -> Iterator[Image.Image]:
    """The picture, not decoded yet. What goes wrong inside the block comes out as DocumentError."""
    try:
        with Image.open(io.BytesIO(data), formats=[_FORMATS[media_type]]) as image:
            if image.width * image.height > MAX_PICTURE_PIXELS:
                raise DocumentError("too_many_pixels", MAX_PICTURE_PIXELS)
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentError("too_many_pixels", MAX_PICTURE_PIXELS) from error
    except _DECODER_ERRORS as error:
        raise DocumentError("damaged") from error


def check(data: bytes, media_type: str) -> tuple[int, int]:
    """Decode all of the picture; width and height in pixels as it is seen."""
    if media_type == media_types.PNG:
        with open_picture(data, media_type) as image:
            image.verify()  # the checksums of all chunks, which decoding does not look at
    with open_picture(data, media_type) as image:
        width, height = image.size
        turned = orientation(image) in _LYING
        # A JPEG can be decoded at a fraction of its size: every byte is still read, with far less memory.
        image.draft(None, (MAX_PICTURE_SIDE, MAX_PICTURE_SIDE))
        image.load()
    return (height, width) if turned else (width, height)


def orientation(image: Image.Image) -> int:
    """The EXIF orientation, 1 to 8; 1 where the EXIF block is absent or unreadable."""
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except _DECODER_ERRORS:
        # The picture itself is sound: show it as it lies.
        return 1
    return value if value in _TURNS else 1


def upright(image: Image.Image, turn: int) -> Image.Image:
    """`image` turned as EXIF orientation `turn` asks."""
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def on_white(image: Image.Image) -> Image.Image:
    """Grey or RGB pixels and nothing else: transparency as paper, no palette, no `info`."""
    if image.mode.startswith("I;16"):
        image = image.convert("I").point(lambda value: value / 256)
    mode = "L" if image.mode in ("1", "L", "I", "F") and "transparency" not in image.info else "RGB"
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        plain = Image.new("RGBA", layer.size, "white")
        plain.alpha_composite(layer)
        plain = plain.convert("RGB")
    else:
        plain = image.convert(mode)
    plain.info = {}
    return plain
