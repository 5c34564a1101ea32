"""What a document is, told by its first bytes (WHATWG MIME Sniffing, section 6), not by what is announced."""

from __future__ import annotations

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TAKEN = frozenset({PDF, JPEG, PNG})

SNIFFED_BYTES = 64


def sniff(head: bytes) -> str | None:
    """The media type of what begins with `head`, None if not one that is taken."""
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    # Readers accept a byte-order mark and blank lines before the header, and some scanners write them.
    if head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n\t ").startswith(b"%PDF-"):
        return PDF
    return None
