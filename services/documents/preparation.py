"""The form in which a document is kept and sent: small enough for a slow line, saying only what is on it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field

from PIL import Image

from services.documents import media_types, pdf, pictures
from services.documents.inspection import media_type_of
from services.documents.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_PICTURE_SIDE,
    MAX_SENT_PIXELS,
    MAX_WHOLE_PIXELS,
)
from services.documents.pictures import Picture
from services.errors import DocumentError

_QUALITIES = (85, 70, 50, 30, 15, 8)
"""The qualities of a JPEG: the first, unless it is larger than the file that came."""
_MOST_COLOURS = 256
"""A picture with more is a photograph or a scan with grain: PNG takes seconds and much room for it."""
_FEW_GREYS = 16


@dataclass(frozen=True, slots=True)
class Prepared:
    data: bytes
    media_type: str
    pages: int | None = field(default=None, compare=False)
    """The pages of a PDF, where they can be counted."""


def prepare(data: bytes) -> Prepared:
    """Give `data` the form in which it is sent.

    Blocks: up to a second, three for a colour scan at 1200 dots. A picture is turned upright and loses all metadata:
    where and when it was taken, with which phone, its thumbnail. It is at most MAX_PICTURE_SIDE pixels long, but for
    a PNG that takes less room as it came. It is hardly ever larger than it came: where it had to be turned or laid on
    white, or has more pixels than the ministry takes, and no quality is low enough. A PDF passes unchanged.

    Raises DocumentError: `empty`, `too_large`, `wrong_type`, `damaged`, `too_many_pixels`, `protected`. No other
    error comes out, whatever the bytes.
    """
    media_type = media_type_of(io.BytesIO(data))
    if media_type == media_types.PDF:
        return Prepared(data, media_type, pdf.check(data))
    prepared = _picture(data, media_type)
    if len(prepared.data) > MAX_DOCUMENT_BYTES:
        raise DocumentError("too_large", MAX_DOCUMENT_BYTES)
    return prepared


def _picture(data: bytes, media_type: str) -> Prepared:
    picture = pictures.read(data, media_type)
    image = pictures.decode(picture, MAX_PICTURE_SIDE, Image.Resampling.LANCZOS)
    candidates = [Prepared(picture.plain, media_type)] if _is_as_sent(picture, image) else []
    seen = pictures.seen(picture, image)
    if media_type == media_types.PNG and not (candidates and image.mode in ("1", "P")):
        candidates += [Prepared(each, media_types.PNG) for each in _as_png(seen)]
    for quality in _QUALITIES:
        coded = _encode(seen, "JPEG", optimize=True, quality=quality)
        candidates.append(Prepared(coded, media_types.JPEG))
        smallest = min(candidates, key=lambda candidate: len(candidate.data))
        if len(smallest.data) <= len(data):
            return smallest
    if picture.two_tones:
        smallest = Prepared(_encode(seen.convert("1", dither=Image.Dither.NONE), "PNG"), media_types.PNG)
    is_larger = len(smallest.data) > len(data)
    if is_larger and picture.media_type == media_types.PNG and _may_pass(picture):
        return Prepared(picture.plain, media_type)
    return smallest


def _is_as_sent(picture: Picture, image: Image.Image) -> bool:
    """True if the file can be sent as it is.

    It need not be turned, is whole, and is opaque. A scan of few colours may be longer than others: it takes less
    room than the same in fewer pixels.
    """
    if not picture.whole or picture.turn != 1 or picture.width * picture.height > MAX_WHOLE_PIXELS:
        return False
    if picture.media_type == media_types.JPEG:
        return max(picture.width, picture.height) <= MAX_PICTURE_SIDE
    if not picture.transparent:
        return True
    is_exact = image.size == (picture.width, picture.height)
    return is_exact and image.convert("RGBA").getchannel("A").getextrema() == (255, 255)


def _may_pass(picture: Picture) -> bool:
    """True if a PNG can be sent as it is, however long.

    For a PNG that no other form makes smaller.
    """
    is_upright = picture.whole and picture.turn == 1
    return is_upright and picture.width * picture.height <= MAX_SENT_PIXELS and pictures.is_opaque(picture)


def _as_png(seen: Image.Image) -> Iterator[bytes]:
    colours = seen.getcolors(_MOST_COLOURS)
    if colours is None:
        return
    if seen.mode == "L" and len(colours) > _FEW_GREYS:
        yield _encode(seen, "PNG")
        return
    # With as many places as there are colours, median cut gives each colour its own: nothing is lost.
    yield _encode(seen.convert("RGB").quantize(len(colours), dither=Image.Dither.NONE), "PNG")


def _encode(image: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()
