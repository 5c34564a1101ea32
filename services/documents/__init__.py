"""Papers before they are kept: what a file really is, and the form in which it is kept and sent."""

from services.documents.inspection import check_size
from services.documents.limits import (
    MAX_DOCUMENT_BYTES,
    MAX_PICTURE_BYTES,
    MAX_PICTURE_PIXELS,
    MAX_PICTURE_SIDE,
)
from services.documents.preparation import Prepared, prepare

__all__ = [
    "MAX_DOCUMENT_BYTES",
    "MAX_PICTURE_BYTES",
    "MAX_PICTURE_PIXELS",
    "MAX_PICTURE_SIDE",
    "Prepared",
    "check_size",
    "prepare",
]
