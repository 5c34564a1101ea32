"""The one file of a form that a browser sent (RFC 7578)."""

from __future__ import annotations

import re

_BOUNDARY = re.compile(
    r'^multipart/form-data\s*;.*?\bboundary="?([0-9A-Za-z\'()+_,./:=?-]{1,70})"?', re.IGNORECASE
)
_NAME = re.compile(rb'^content-disposition:[^\r\n]*;\s*name="([^"\r\n]*)"', re.IGNORECASE | re.MULTILINE)


def file_of(content_type: str, body: bytes, name: str) -> bytes | None:
    """Return the content of the named field, or None.

    Nothing but the body is read.
    """
    found = _BOUNDARY.match(content_type)
    if found is None:
        return None
    for part in (b"\r\n" + body).split(b"\r\n--" + found[1].encode())[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        named = _NAME.search(head)
        if named and named[1] == name.encode():
            return content
    return None
