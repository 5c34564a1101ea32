"""What a file is, told by its first bytes (WHATWG MIME Sniffing, section 6) and never by its name."""

from __future__ import annotations

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"

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
    """Return the media type of a file that begins with `head`.

    SNIFFED_BYTES are enough; None for a type that is not taken.
    """
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PNG
    begins = head.removeprefix(b"\xef\xbb\xbf").lstrip(b"\0\r\n\t ")
    if b"%PDF-" in head[:SNIFFED_BYTES] and not begins.startswith(_OTHERS):
        return PDF
    return None
