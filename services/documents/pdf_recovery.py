"""The objects of a PDF whose cross-reference is broken, found by reading the file through once.

Readers do the same: a file without its last line, one padded by a mail gateway and one with shifted offsets open
everywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from services.documents.pdf_objects import Objects
from services.documents.pdf_reference import packed
from services.documents.pdf_values import WHITE, Dictionary, PdfError, SealedError

# Some writers put nothing between the end of an object, "endobj", and the number of the next.
_LANDMARK = re.compile(
    rb"(?<![a-ik-zA-Z0-9_.+-])(\d{1,10})" + WHITE + rb"{1,8}\d{1,5}" + WHITE + rb"{1,8}obj(?![a-zA-Z0-9])"
    rb"|(?<!\w)(endobj|trailer|startxref)(?![a-zA-Z_])|(?<!d)(stream)(?:\r\n|\n|\r)"
)
_LENGTH = re.compile(rb"/Length" + WHITE + rb"+(\d{1,9})(?!" + WHITE + rb"+\d)")
_END_OF_STREAM = re.compile(WHITE + rb"{0,4}end(?:stream|obj)")
_ANY_END = re.compile(rb"endstream|endobj")
_TYPE = re.compile(rb"/Type" + WHITE + rb"*/(ObjStm|XRef)\b")

_MAX_LANDMARKS = 600_000
"""Three of an object: a file of 20 MiB has some thousands."""
_MAX_OBJECT_STREAMS = 512
_MAX_TRAILERS = 64
_MAX_DICTIONARY = 64 * 1024


def recover(data: bytes) -> tuple[Objects, bool]:
    """Find the objects; True if the end of the file is there.

    Raises PdfError where no trailer leads to pages.
    """
    scan = _Scan(data)
    scan.run()
    objects = Objects(data, places=dict(scan.places()))
    trailers = [
        found for at in scan.trailers[-_MAX_TRAILERS:] if (found := _trailer(objects, at)) is not None
    ]
    for trailer in trailers:  # the newest last
        objects.trailer.update({key: trailer[key] for key in (b"Encrypt", b"ID") if key in trailer})
    opened = [_add_packed(objects, place) for place in reversed(scan.packing[-_MAX_OBJECT_STREAMS:])]
    if not all(opened):
        # Readers, too, need a table that tells what is in a stream that cannot be looked through.
        objects.sealed = packed(data, scan.tables[-_MAX_TRAILERS:])
    for trailer in reversed(trailers):
        try:
            root = objects.dictionary(trailer.get(b"Root"))
            leads = root is not None and b"Pages" in root
        except SealedError:
            leads = True
        if leads:
            objects.trailer[b"Root"] = trailer[b"Root"]
            return objects, scan.ends
    raise PdfError("no trailer that leads to pages")


@dataclass(slots=True)
class _Scan:
    """Headings of objects and of trailers, outside of streams: what those hold may look the same."""

    data: bytes
    trailers: list[int] = field(default_factory=list)
    packing: list[int] = field(default_factory=list)
    tables: list[int] = field(default_factory=list)
    """Cross-reference streams: each is a trailer, too."""
    ends: bool = False
    """True if a trailer or a cross-reference comes last."""
    _outer: dict[int, int] = field(default_factory=dict)
    _inner: dict[int, int] = field(default_factory=dict)
    """Found before the object above it had ended: it lacks its end, or this is text."""
    _inner_trailers: list[int] = field(default_factory=list)
    _heading: int = 0
    _number: int = 0
    _open: bool = False
    _no_more_ends: bool = False
    """True if no stream ends behind here."""

    def places(self) -> dict[int, int]:
        return {**self._inner, **self._outer}

    def run(self) -> None:
        position = 0
        for _ in range(_MAX_LANDMARKS):
            found = _LANDMARK.search(self.data, position)
            if found is None:
                break
            since, position = position, found.end()
            number, word, stream = found.groups()
            if number:
                self._begin(int(number), found.start(1))
            elif stream:
                position = self._behind_stream(since, found.start(), position)
            elif word == b"endobj":
                self._open = False
            elif word == b"trailer":
                (self._inner_trailers if self._open else self.trailers).append(position)
                self.ends = True
            else:
                self.ends = True
        if self._open and not self.ends:
            self._forget_the_last()
        self.trailers = self.trailers or self._inner_trailers

    def _begin(self, number: int, start: int) -> None:
        (self._inner if self._open else self._outer)[number] = start
        self._heading, self._number, self._open, self.ends = start, number, True, False

    def _behind_stream(self, since: int, end: int, start: int) -> int:
        """Note what kind of stream it is; return where its content ends.

        Its dictionary begins behind the landmark before it, which ends at `since`.
        """
        dictionary = self.data[max(since, end - _MAX_DICTIONARY) : end]
        kind = _TYPE.search(dictionary)
        if kind and kind.group(1) == b"XRef":
            self.trailers.append(self._heading)
            self.tables.append(self._heading)
            self.ends = True
        elif kind:
            self.packing.append(self._heading)
        length = _LENGTH.search(dictionary)
        if length and _END_OF_STREAM.match(self.data, start + int(length.group(1))):
            return start + int(length.group(1))
        mark = None if self._no_more_ends else _ANY_END.search(self.data, start)
        self._no_more_ends = mark is None
        return mark.start() if mark else start

    def _forget_the_last(self) -> None:
        """Drop the last object: the file breaks off inside of it."""
        for places in (self._outer, self._inner):
            if places.get(self._number) == self._heading:
                del places[self._number]


def _trailer(objects: Objects, at: int) -> Dictionary | None:
    """Return the dictionary at a place where one was announced.

    Of a cross-reference stream, its own.
    """
    try:
        value = (
            objects.at(at)[1]
            if objects.data[at : at + 1].isdigit()
            else objects.parser.value(objects.data, at)[0]
        )
    except PdfError:
        return None
    return value if isinstance(value, dict) else None


def _add_packed(objects: Objects, place: int) -> bool:
    """Add what an object stream holds. False if it is sealed."""
    try:
        number = objects.at(place)[0]
        numbers, _ = objects.unpack(place)
    except SealedError:
        return False
    except PdfError:
        return True  # what it held is missing, as it would be without it
    objects.packed.update({each: number for each in numbers if each not in objects.packed})
    return True
