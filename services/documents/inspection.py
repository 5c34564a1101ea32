"""Is this file a paper that the ministry can take? Told by its content, with the reason where it is not."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import BinaryIO

from PIL import Image

from services.documents import media_types, pdf, pictures
from services.documents.limits import MAX_DOCUMENT_BYTES, MAX_PICTURE_BYTES, MAX_PICTURE_SIDE
from services.errors import DocumentError


@dataclass(frozen=True, slots=True)
class Inspected:
    """A sound file. `width` and `height` are pixels as the picture is seen, its EXIF orientation applied."""

    media_type: str
    size: int
    pages: int | None = None
    width: int | None = None
    height: int | None = None


def check_size(size: int, limit: int = MAX_PICTURE_BYTES) -> None:
    """Refuse by size alone, before anything is read: DocumentError `empty` or `too_large`. Sizes in bytes."""
    if size == 0:
        raise DocumentError("empty")
    if size > limit:
        raise DocumentError("too_large", MAX_DOCUMENT_BYTES if limit == MAX_PICTURE_BYTES else limit)


def inspect(source: bytes | BinaryIO) -> Inspected:
    """What `source` (bytes, or a seekable file) holds. Blocks: tenths of a second for a photograph.

    Raises DocumentError: `empty`, `too_large`, `wrong_type`, `damaged`, `too_many_pixels`, `protected`.
    No other error comes out, whatever the bytes; errors of reading `source` itself (OSError) pass.
    """
    file = io.BytesIO(source) if isinstance(source, bytes) else source
    media_type = media_type_of(file)
    data = file.read()
    if media_type == media_types.PDF:
        return Inspected(media_type, len(data), pages=pdf.check(data))
    picture = pictures.read(data, media_type)
    pictures.decode(picture, MAX_PICTURE_SIDE, Image.Resampling.BOX)
    width, height = picture.seen_size
    return Inspected(media_type, len(data), width=width, height=height)


def media_type_of(file: BinaryIO) -> str:
    """Tell what a file is, and leave it at its beginning. DocumentError: `empty`, `too_large`, `wrong_type`."""
    size = file.seek(0, io.SEEK_END)
    check_size(size)
    file.seek(0)
    media_type = media_types.sniff(file.read(media_types.SNIFFED_BYTES))
    if media_type is None:
        raise DocumentError("wrong_type")
    if media_type == media_types.PDF and size > MAX_DOCUMENT_BYTES:
        raise DocumentError("too_large", MAX_DOCUMENT_BYTES)
    file.seek(0)
    return media_type
