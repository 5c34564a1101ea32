"""What kind of paper a file is and whether it is small enough, told before all of it is read."""

from __future__ import annotations

import io
from typing import BinaryIO

from services.documents import media_types
from services.documents.limits import MAX_DOCUMENT_BYTES, MAX_PICTURE_BYTES
from services.errors import DocumentError


def check_size(size: int, limit: int = MAX_PICTURE_BYTES) -> None:
    """Refuse a document by its size in bytes, before it is read.

    Raises DocumentError `empty` or `too_large`.
    """
    if size == 0:
        raise DocumentError("empty")
    if size > limit:
        raise DocumentError("too_large", MAX_DOCUMENT_BYTES if limit == MAX_PICTURE_BYTES else limit)


def media_type_of(file: BinaryIO) -> str:
    """Tell what a file is, and leave it at its beginning.

    Raises DocumentError: `empty`, `too_large`, `wrong_type`.
    """
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
