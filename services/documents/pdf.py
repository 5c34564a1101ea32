"""Is this PDF whole, and does it open without a password? (ISO 32000-2, sections 7.5 and 7.6)

Only what decides that is read: the header, the cross-reference that the end of the file names, the trailer,
the encryption dictionary and the root of the page tree. Nothing is rendered or run.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from collections.abc import Iterator

from services.documents import pdf_password
from services.errors import DocumentError

_TAIL = 2048
"""`%%EOF` is looked for this near to the end: readers allow 1024 bytes, and mail gateways add a few."""
_STARTXREF = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_XREF_TABLE = re.compile(rb"\s*xref\b")
_OBJECT = re.compile(rb"\s*\d{1,10}\s+\d{1,5}\s+obj\b")
_OBJECT_STREAM = re.compile(rb"/Type\s*/ObjStm\b")
_STREAM = re.compile(rb"stream\r?\n")
_ROOT = re.compile(rb"/Root\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_PAGES = re.compile(rb"/Pages\s+(\d{1,10})\s+\d{1,5}\s+R\b")
_COUNT = re.compile(rb"/Count\s+(\d{1,6})\b")
_ENCRYPT = re.compile(rb"/Encrypt\s+(\d{1,10})\s+\d{1,5}\s+R\b|/Encrypt\s*<<")
_TRAILER_END = re.compile(rb"startxref|stream")
_TRAILER = re.compile(rb"\btrailer\b|/Type\s*/XRef\b")

_MAX_TRAILER = 64 * 1024
_MAX_OBJECT = 256 * 1024
_MAX_TRAILERS = 64
_MAX_OBJECT_STREAMS = 256
_MAX_INFLATED = 2**20


def check(data: bytes) -> int | None:
    """The number of pages, None where it cannot be told. DocumentError: `damaged` or `protected`."""
    header = data.find(b"%PDF-")
    starts = list(_STARTXREF.finditer(data, max(0, len(data) - _TAIL)))
    if header < 0 or not starts:
        raise DocumentError("damaged")
    # Offsets count from the header; some writers count from the start of the file.
    offset = int(starts[-1].group(1))
    if not any(_is_cross_reference(data, at) for at in (offset + header, offset)):
        raise DocumentError("damaged")
    trailers = list(_trailers(data))
    if not any(_ROOT.search(trailer) for trailer in trailers):
        raise DocumentError("damaged")
    if _is_protected(data, trailers):
        raise DocumentError("protected")
    return _page_count(data, trailers)


def _is_cross_reference(data: bytes, offset: int) -> bool:
    if offset >= len(data):
        return False
    return bool(_XREF_TABLE.match(data, offset) or _OBJECT.match(data, offset))


def _trailers(data: bytes) -> Iterator[bytes]:
    """The trailer dictionaries, newest last; of a cross-reference stream, the stream's own dictionary."""
    for found in deque(_TRAILER.finditer(data), _MAX_TRAILERS):
        start, limit = found.start(), found.end() + _MAX_TRAILER
        if found.group().startswith(b"/"):
            start = max(data.rfind(b"obj", max(0, start - _MAX_TRAILER), start), 0)
        end = _TRAILER_END.search(data, found.end(), limit)
        yield data[start : end.start() if end else limit]


def _is_protected(data: bytes, trailers: list[bytes]) -> bool:
    for trailer in reversed(trailers):
        found = _ENCRYPT.search(trailer)
        if found is None:
            continue
        dictionary = _plain_object(data, int(found.group(1))) if found.group(1) else trailer[found.start() :]
        return dictionary is None or not pdf_password.opens_without(dictionary, trailer)
    return False


def _page_count(data: bytes, trailers: list[bytes]) -> int | None:
    roots = [found for trailer in trailers if (found := _ROOT.search(trailer))]
    catalogue = _object(data, int(roots[-1].group(1)))
    pages = _PAGES.search(catalogue) if catalogue else None
    tree = _object(data, int(pages.group(1))) if pages else None
    count = _COUNT.search(tree) if tree else None
    return int(count.group(1)) if count else None


def _object(data: bytes, number: int) -> bytes | None:
    """The newest text of an indirect object, in the open or inside an object stream."""
    plain = _plain_object(data, number)
    if plain is not None:
        return plain
    for numbers, bodies in _object_streams(data):
        if number in numbers:
            return bodies[numbers[number] :]
    return None


def _plain_object(data: bytes, number: int) -> bytes | None:
    starts = list(re.finditer(rb"(?<!\d)%d\s+\d{1,5}\s+obj\b" % number, data))
    if not starts:
        return None
    start = starts[-1].end()
    end = data.find(b"endobj", start, start + _MAX_OBJECT)
    return data[start : end if end >= 0 else start + _MAX_OBJECT]


def _object_streams(data: bytes) -> Iterator[tuple[dict[int, int], bytes]]:
    """Of each compressed object stream, newest first: object number → offset, and the text of its objects."""
    for found in reversed(deque(_OBJECT_STREAM.finditer(data), _MAX_OBJECT_STREAMS)):
        start = _STREAM.search(data, found.end(), found.end() + _MAX_TRAILER)
        if start is None:
            continue
        try:
            packed = data[start.end() : start.end() + _MAX_INFLATED]
            text = zlib.decompressobj().decompress(packed, _MAX_INFLATED)
        except zlib.error:
            continue  # encrypted or coded otherwise: the pages are not counted, the document may be sound
        first = re.search(rb"/First\s+(\d{1,8})", data[max(0, found.start() - 1024) : start.start()])
        if first is None:
            continue
        head, bodies = text[: int(first.group(1))].split(), text[int(first.group(1)) :]
        if all(word.isdigit() and len(word) < 10 for word in head):
            pairs = zip(head[::2], head[1::2], strict=False)
            yield {int(number): int(offset) for number, offset in pairs}, bodies
