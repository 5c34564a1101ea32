"""The form in which a document is kept and sent: small enough for a slow line, saying only what is on it."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from services.documents import jpeg, media_types, pictures
from services.documents.limits import MAX_DOCUMENT_BYTES, MAX_PICTURE_SIDE
from services.errors import DocumentError

_JPEG_QUALITY = 85


@dataclass(frozen=True, slots=True)
class Prepared:
    data: bytes
    media_type: str


def prepare(data: bytes) -> Prepared:
    """`data` as it is to be sent. Blocks: up to a second for a large photograph.

    A picture stands upright, is at most MAX_PICTURE_SIDE pixels long, and has lost all metadata: where and
    when it was taken, with which phone, its thumbnail. It is never larger than it came, unless it had to be
    turned or laid on white. A PDF passes unchanged. Raises DocumentError as `inspect` does.
    """
    media_type = media_types.sniff(data[: media_types.SNIFFED_BYTES])
    if media_type is None:
        raise DocumentError("wrong_type")
    prepared = Prepared(data, media_type) if media_type == media_types.PDF else _picture(data, media_type)
    if len(prepared.data) > MAX_DOCUMENT_BYTES:
        raise DocumentError("too_large", MAX_DOCUMENT_BYTES)
    return prepared


def _picture(data: bytes, media_type: str) -> Prepared:
    with pictures.open_picture(data, media_type) as image:
        turn = pictures.orientation(image)
        untouched = turn == 1 and max(image.size) <= MAX_PICTURE_SIDE
        image.thumbnail((MAX_PICTURE_SIDE, MAX_PICTURE_SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
        plain = pictures.upright(pictures.on_white(image), turn)
        candidates = [Prepared(_encode(plain, "JPEG", quality=_JPEG_QUALITY), media_types.JPEG)]
        if media_type == media_types.PNG:
            candidates.append(Prepared(_encode(plain, "PNG"), media_types.PNG))
    if media_type == media_types.JPEG and untouched:
        stripped = jpeg.without_metadata(data)
        if stripped is not None:
            candidates.append(Prepared(stripped, media_types.JPEG))
    return min(candidates, key=lambda candidate: len(candidate.data))


def _encode(image: Image.Image, form: str, **options: int) -> bytes:
    out = io.BytesIO()
    image.save(out, form, optimize=True, **options)
    return out.getvalue()
