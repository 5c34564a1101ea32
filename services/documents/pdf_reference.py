"""Where the objects of a PDF are, as its cross-reference says (ISO 32000-2, section 7.5)."""

from __future__ import annotations

import contextlib
import re
from itertools import chain

from services.documents.pdf_objects import MAX_OBJECTS, Objects
from services.documents.pdf_values import WHITE, Dictionary, PdfError, SealedError, Value

_START = re.compile(rb"startxref" + WHITE + rb"*+(\d{1,10})")
_BLANK = re.compile(WHITE + rb"*+")
_TABLE = re.compile(rb"xref" + WHITE + rb"++")
_PART = re.compile(WHITE + rb"*+(\d{1,10})" + WHITE + rb"++(\d{1,10})" + WHITE + rb"++(?=\d)")
_TRAILER = re.compile(WHITE + rb"*+trailer")
_END_MARK = re.compile(WHITE + rb"*+%%EOF")
_UPDATE = re.compile(
    rb"(?<!\d)\d{1,10}" + WHITE + rb"{1,8}\d{1,5}" + WHITE + rb"{1,8}obj(?![a-zA-Z0-9])"
    rb"|(?<![a-zA-Z])xref" + WHITE + rb"{1,8}\d{1,10}" + WHITE + rb"{1,8}\d"
)
_HALF_A_HEADING = re.compile(
    WHITE + rb"*+\d{1,10}" + WHITE + rb"{1,8}\d{1,5}(?:" + WHITE + rb"{1,8}ob?)?" + WHITE + rb"*+\Z"
)
_HEAD_BYTES = 2048
_MAX_SECTIONS = 512
_MAX_PARTS = 50_000
"""The most parts of all tables together: a document that was changed often has some hundreds."""

_ROWS_OF_A_TOKEN = 16
"""Rows of tables cost what as many tokens would cost."""


def follow(data: bytes) -> Objects:
    """Follow what the end of the file names.

    Raises PdfError where any of it is broken.
    """
    found = _START.match(data, max(0, data.rfind(b"startxref")))
    if found is None:
        raise PdfError("no cross-reference is named")
    header = max(0, data.find(b"%PDF-"))
    offset = int(found.group(1))
    # Offsets count from the header; some writers count from the start of the file.
    for base in dict.fromkeys((header, 0)):
        try:
            return _Chain(data, base).followed(offset)
        except PdfError:
            continue
    raise PdfError("the cross-reference is broken")


def lacks_end_of_update(data: bytes) -> bool:
    """True if the file breaks off in an update of its end.

    The update lies behind the last cross-reference that is named. Readers show the older revision then: a form without
    what was written into it.
    """
    last = data.rfind(b"startxref")
    found = _START.match(data, last) if last >= 0 else None
    if found is None:
        return False
    if not int(found.group(1)) or (b"/Linearized" in data[:_HEAD_BYTES] and data.find(b"startxref") == last):
        return False  # the front of a linearised file, whose pages follow
    mark = _END_MARK.match(data, found.end())
    end = mark.end() if mark else found.end()
    return bool(_UPDATE.search(data, end) or _HALF_A_HEADING.match(data, end))


def packed(data: bytes, places: list[int]) -> set[int]:
    """Return the numbers of packed objects.

    The cross-reference streams at `places` name them.
    """
    chain = _Chain(data, 0)
    for at in places:
        with contextlib.suppress(PdfError):
            chain.stream(at)
    return set(chain.objects.packed)


class _Chain:
    """The sections of a cross-reference, from the newest to the oldest: what a newer one says is kept."""

    def __init__(self, data: bytes, base: int) -> None:
        self._data, self._base = data, base
        self.objects = Objects(data)
        self._seen: set[int] = set()
        self._parts_left = _MAX_PARTS

    def followed(self, offset: int) -> Objects:
        next_offset: Value = offset
        while isinstance(next_offset, int) and next_offset not in self._seen:
            self._seen.add(next_offset)
            if len(self._seen) > _MAX_SECTIONS:
                raise PdfError("too many sections")
            trailer = self._section(self._base + next_offset)
            for key, value in trailer.items():
                self.objects.trailer.setdefault(key, value)
            next_offset = trailer.get(b"Prev")
        try:
            root = self.objects.get(self.objects.trailer.get(b"Root"))
        except SealedError:
            return self.objects  # only the trailer says whether a password is needed
        if root is None:
            raise PdfError("no root")
        return self.objects

    def _section(self, at: int) -> Dictionary:
        parser = self.objects.parser
        blank = parser.skip(_BLANK, self._data, at)
        table = parser.skip(_TABLE, self._data, blank.end() if blank else at)
        if table is None:
            return self.stream(at)
        position, parts = table.end(), []
        while part := parser.skip(_PART, self._data, position):
            parts.append((int(part.group(1)), int(part.group(2)), part.end()))
            position = part.end() + 20 * parts[-1][1]
            self._parts_left -= 1
            if self._parts_left < 0:
                raise PdfError("too many parts")
        end = parser.skip(_TRAILER, self._data, position)
        trailer = parser.value(self._data, end.end())[0] if end else None
        if not isinstance(trailer, dict):
            raise PdfError("no trailer")
        beside = trailer.get(b"XRefStm")
        if isinstance(beside, int):
            # First: the table calls free what is packed, for readers that cannot open it.
            self.stream(self._base + beside)
        for first, count, start in parts:
            self._part(first, count, start)
        return trailer

    def _part(self, first: int, count: int, start: int) -> None:
        self.objects.parser.spend(count // _ROWS_OF_A_TOKEN)
        words = self._data[start : start + 20 * count].split()
        if len(words) != 3 * count or count > MAX_OBJECTS:
            raise PdfError("lines of another length")
        for number, offset, kind in zip(range(first, first + count), words[::3], words[2::3], strict=True):
            if not offset.isdigit() or len(offset) > 10:
                raise PdfError("no offset")
            self._add(number, self._base + int(offset) if kind == b"n" else None)

    def _add(self, number: int, place: int | None) -> None:
        if number not in self.objects.packed and len(self.objects.places) < MAX_OBJECTS:
            self.objects.places.setdefault(number, place)

    def stream(self, at: int) -> Dictionary:
        _, dictionary, start = self.objects.at(at)
        if not isinstance(dictionary, dict) or start is None:
            raise PdfError("no cross-reference")
        widths = dictionary.get(b"W")
        if not isinstance(widths, list) or len(widths) < 3:
            raise PdfError("no widths")
        one, two, three = (width if isinstance(width, int) and 0 <= width < 9 else 9 for width in widths[:3])
        size = one + two + three
        if not 0 < size < 25:
            raise PdfError("impossible widths")
        rows = self.objects.stream(dictionary, start)
        self.objects.parser.spend(len(rows) // size // _ROWS_OF_A_TOKEN)
        index = dictionary.get(b"Index") or [0, dictionary.get(b"Size")]
        bounds = [each for each in index if isinstance(each, int)] if isinstance(index, list) else []
        parts = zip(bounds[::2], bounds[1::2], strict=False)
        numbers = chain.from_iterable(range(first, first + min(count, MAX_OBJECTS)) for first, count in parts)
        for number, row in zip(numbers, range(0, len(rows) - size + 1, size), strict=False):
            kind = int.from_bytes(rows[row : row + one]) if one else 1
            where = int.from_bytes(rows[row + one : row + one + two])
            if kind == 2 and number not in self.objects.places:
                self.objects.packed.setdefault(number, where)
            elif kind != 2:
                self._add(number, self._base + where if kind == 1 else None)
        return dictionary
