"""What a file is, told by its first bytes (WHATWG MIME Sniffing, section 6) and never by its name."""

from __future__ import annotations

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"

SNIFFED_BYTES = 64

_UTF8_BOM = b"\xef\xbb\xbf"


def sniff(head: bytes) -> str | None:
    """The media type of a file that begins with `head` (SNIFFED_BYTES are enough), None if none of ours."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    # Readers accept a byte-order mark and blank lines before the header, and some scanners write them.
    if head.removeprefix(_UTF8_BOM).lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return PDF
    return None
