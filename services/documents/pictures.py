"""Decoding pictures that nobody has looked at yet. No other module opens such a picture."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image

from services.documents import jpeg, jpeg_rows, limits, media_types, png, png_strips
from services.documents.jpeg import Jpeg
from services.documents.limits import LEAST_ROWS, MAX_PICTURE_PIXELS, MAX_WHOLE_PIXELS
from services.errors import DocumentError

# Pillow looks at sizes only when it opens a file, and would refuse what is decoded smaller here.
Image.MAX_IMAGE_PIXELS = MAX_PICTURE_PIXELS

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
_GAP = 1.1
"""How much larger than wanted a picture is after it was made smaller in the cheap way, by whole numbers."""
_SMOOTH = frozenset({"L", "RGB"})
"""Modes of a PNG that are made smaller as they are. Of a palette or of two tones dots would be left out, and where
there is transparency, Pillow makes a copy of the whole first."""

# What Pillow's readers raise on bytes that no encoder wrote; it has no base class for them.
_DECODER_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    MemoryError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture by its head. `plain` is a file that holds it, bit for bit, and nothing else."""

    media_type: str
    plain: bytes
    width: int
    height: int
    turn: int
    """Its EXIF orientation, 1 to 8."""
    whole: bool
    """False where its end is missing, if only behind the last row."""
    strips: png.Png | None = None
    """Its rows, where it may be decoded strip by strip."""
    two_tones: bool = False
    transparent: bool = False
    """True if it may be: its coding has a place for it."""
    jpeg: Jpeg | None = None


@contextmanager
def typed_errors() -> Iterator[None]:
    """Turn the decoders' errors into DocumentError."""
    try:
        yield
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise DocumentError("too_many_pixels", MAX_PICTURE_PIXELS) from error
    except _DECODER_ERRORS as error:
        raise DocumentError("damaged") from error


def read(data: bytes, media_type: str) -> Picture:
    """Read the head of a picture. DocumentError: `damaged`, `too_many_pixels`."""
    with typed_errors():
        return _read_png(data) if media_type == media_types.PNG else _read_jpeg(data)


def decode(picture: Picture, side: int, resample: Image.Resampling) -> Image.Image:
    """Decode a picture, at most `side` pixels long, not turned.

    Raises DocumentError: `damaged`. One that is much larger is never in memory whole.
    """
    with typed_errors():
        scale = max(picture.width, picture.height) / (side * _GAP)
        factor = max(1, int(scale))
        size = max(1, int(picture.width / scale)), max(1, int(picture.height / scale))
        is_large = max(picture.width, picture.height) > side
        if picture.strips is not None and (factor > 1 or (is_large and picture.transparent)):
            strips = png_strips.strips(picture.strips, png_strips.height(picture.width, factor))
            image = _on_white_by_strips(strips, (picture.width, picture.height), factor)
        else:
            image = _loaded(picture.plain, picture.media_type, size)
            if picture.jpeg is not None:
                jpeg_rows.require_foot(
                    picture.jpeg, image, lambda plain: _loaded(plain, picture.media_type, size)
                )
            elif is_large and (factor > 1 or image.mode not in _SMOOTH):
                image = _on_white_by_strips(
                    png_strips.cut(image, png_strips.height(image.width, factor)), image.size, factor
                )
        image.thumbnail((side, side), resample, reducing_gap=_GAP)
        return image


def _read_png(data: bytes) -> Picture:
    found = png.read(data)
    in_strips = png_strips.can_be_cut(found)
    _require_size(found.width, found.height, MAX_PICTURE_PIXELS if in_strips else MAX_WHOLE_PIXELS)
    if found.stream_bytes > limits.MAX_ROW_BYTES:
        raise DocumentError("too_many_pixels", MAX_PICTURE_PIXELS)
    found, whole = png.complete(found, LEAST_ROWS)
    return Picture(
        media_types.PNG,
        found.file(),
        found.width,
        found.height,
        _orientation(found.exif),
        whole,
        strips=found if in_strips else None,
        two_tones=found.depth == 1,
        transparent=bool(found.transparency) or found.colour in (png.GREY_ALPHA, png.RGBA),
    )


def _read_jpeg(data: bytes) -> Picture:
    found = jpeg.read(data)
    _require_size(found.width, found.height, MAX_WHOLE_PIXELS if found.buffered else MAX_PICTURE_PIXELS)
    turn = _orientation(found.exif)
    if found.buffered and not found.legible:
        raise DocumentError("damaged")
    if found.buffered:
        jpeg_rows.require_last_scan(found)
    whole = found.ends or found.legible
    return Picture(media_types.JPEG, found.plain, found.width, found.height, turn, whole, jpeg=found)


def _require_size(width: int, height: int, most: int) -> None:
    if width * height > most or max(width, height) > limits.MAX_PICTURE_SIDE_CLAIMED:
        raise DocumentError("too_many_pixels", most)


def _orientation(exif: bytes) -> int:
    """Return the orientation in an EXIF block; 1 without one."""
    block = Image.Exif()
    try:
        block.load(exif)
        value = block.get(_ORIENTATION, 1)
    except _DECODER_ERRORS:
        return 1
    return value if value in _TURNS else 1


def _on_white_by_strips(strips: Iterator[Image.Image], size: tuple[int, int], factor: int) -> Image.Image:
    """Lay strips of a picture of `size` on white, reduced by `factor`."""
    width, height = size
    whole, y = None, 0
    for strip in strips:
        small = on_white(strip).reduce(factor)
        whole = whole or Image.new(small.mode, (-(-width // factor), -(-height // factor)), "white")
        whole.paste(small, (0, y))
        y += small.height
    if whole is None:
        raise png.PngError("no rows")
    return whole


def _loaded(plain: bytes, media_type: str, size: tuple[int, int]) -> Image.Image:
    """Decode a JPEG at its next fraction above `size`, a PNG whole."""
    image = Image.open(io.BytesIO(plain), formats=[_FORMATS[media_type]])
    image.draft(None, size)  # every byte is still read, with far less memory
    image.load()
    return image


def is_opaque(picture: Picture) -> bool:
    """True if it hides no paper; False where checking costs too much."""
    if not picture.transparent:
        return True
    if picture.strips is None:
        return False
    with typed_errors():
        strips = png_strips.strips(picture.strips, png_strips.height(picture.width, 1))
        return all(strip.convert("RGBA").getchannel("A").getextrema() == (255, 255) for strip in strips)


def seen(picture: Picture, image: Image.Image) -> Image.Image:
    """Turn a decoded picture upright and lay it on white. DocumentError: `damaged`."""
    with typed_errors():
        return upright(on_white(image), picture.turn)


def upright(image: Image.Image, turn: int) -> Image.Image:
    """Turn `image` as EXIF orientation `turn` asks."""
    return image.transpose(_TURNS[turn]) if turn in _TURNS else image


def on_white(image: Image.Image) -> Image.Image:
    """Convert to grey or RGB on white, without palette and `info`."""
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
