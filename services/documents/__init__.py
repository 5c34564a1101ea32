"""Papers before they are kept: what a file really is, and the form in which it is kept and sent."""

from services.documents.inspection import Inspected, check_size, inspect
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
    "Inspected",
    "Prepared",
    "check_size",
    "inspect",
    "prepare",
]
