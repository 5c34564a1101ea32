"""What a document is, told by its first bytes (WHATWG MIME Sniffing, section 6), not by what is announced."""

from __future__ import annotations

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TAKEN = frozenset({PDF, JPEG, PNG})

SNIFFED_BYTES = 1024 + 5
"""Readers look for the header of a PDF in its first 1024 bytes: printers and mail leave lines before it."""
_OTHERS = (
    b"MZ",
    b"\x7fELF",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"#!",
    b"<",
    b"PK",
    b"GIF8",
    b"RIFF",
    b"Rar!",
    b"7z",
    b"{\\rtf",
)
"""Beginnings of programs, web pages and archives. They decide, even where a signature of ours follows them."""


def sniff(head: bytes) -> str | None:
    """Return the media type of what begins with `head`, or None.

    None if it is not one that is taken.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0\r\n\t ")
    if b"%PDF-" in head[:SNIFFED_BYTES] and not begins.startswith(_OTHERS):
        return PDF
    return None
