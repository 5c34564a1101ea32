"""The objects of a PDF by their numbers, wherever they are: in the open or packed in object streams."""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass, field

from services.documents import png, png_strips
from services.documents.pdf_values import WHITE, Dictionary, Parser, PdfError, Reference, SealedError, Value

_BLANK = re.compile(WHITE + rb"*+(?:%[^\r\n]*+" + WHITE + rb"*+)?")
_HEADER = re.compile(WHITE + rb"*+(\d{1,10})" + WHITE + rb"++(\d{1,5})" + WHITE + rb"++obj(?![a-zA-Z0-9])")
_STREAM = re.compile(rb"stream(?:\r\n|\n|\r)")

MAX_OBJECTS = 300_000
_MAX_TOKENS = 200_000
_MAX_INFLATED = 8 * 2**20
_MAX_INFLATED_IN_ALL = 64 * 2**20
_MAX_HOPS = 16
_ZLIB_HEADER = 2
_PIECE = 4096
"""Bytes that are inflated at a time: they become four megabytes at most."""


@dataclass(slots=True)
class Objects:
    data: bytes
    trailer: Dictionary = field(default_factory=dict)
    places: dict[int, int | None] = field(default_factory=dict)
    """Number → offset in the file; None where it is free."""
    packed: dict[int, int] = field(default_factory=dict)
    """Number → number of the object stream that holds it."""
    sealed: set[int] = field(default_factory=set)
    """Numbers of objects that are said to be where they cannot be looked for."""
    parser: Parser = field(default_factory=lambda: Parser(_MAX_TOKENS))
    _known: dict[int, Value] = field(default_factory=dict)
    """Number → what was read of it: many pages may refer to one object."""
    _streams: dict[int, tuple[dict[int, int], bytes]] = field(default_factory=dict)
    _inflated: int = 0

    def get(self, value: Value) -> Value:
        """Follow references to what they mean; None where it is not there.

        Raises PdfError, SealedError.
        """
        for _ in range(_MAX_HOPS):
            if not isinstance(value, Reference):
                return value
            number = value.number
            value = self._known[number] if number in self._known else self._object(number)
            if value is not None:  # what is not there may be found later
                self._known[number] = value
        raise PdfError("references in a circle")

    def dictionary(self, value: Value) -> Dictionary | None:
        found = self.get(value)
        return found if isinstance(found, dict) else None

    def holds(self, number: int) -> bool:
        return self.places.get(number) is not None or number in self.packed

    def at(self, offset: int) -> tuple[int, Value, int | None]:
        """Read the object at `offset`: number, value, and start of its stream."""
        header = self.parser.skip(_HEADER, self.data, offset) if 0 <= offset < len(self.data) else None
        if header is None:
            raise PdfError("no object there")
        value, end = self.parser.value(self.data, header.end())
        blank = self.parser.skip(_BLANK, self.data, end) if isinstance(value, dict) else None
        stream = _STREAM.match(self.data, blank.end()) if blank else None
        return int(header.group(1)), value, stream.end() if stream else None

    def stream(self, dictionary: Dictionary, start: int) -> bytes:
        """Return what a stream holds, unpacked.

        Raises SealedError where it is not packed by Flate alone.
        """
        filters = self.get(dictionary.get(b"Filter"))
        names = filters if isinstance(filters, list) else [filters] if filters is not None else []
        if [self.get(name) for name in names] not in ([], [b"FlateDecode"], [b"Fl"]):
            raise SealedError("another filter")
        room = min(_MAX_INFLATED, _MAX_INFLATED_IN_ALL - self._inflated)
        if room <= 0:
            raise PdfError("too much to unpack")
        there, used = self.data[start : start + room], 0
        if names:
            there, used = _inflated(there, room)
            if not there:
                raise self._unreadable("not packed as it says")
        self._inflated += max(used, len(there))
        parameters = self.get(dictionary.get(b"DecodeParms"))
        if isinstance(parameters, list):
            parameters = self.get(parameters[0]) if parameters else None
        return self._unpredicted(there, parameters) if isinstance(parameters, dict) else there

    def _object(self, number: int) -> Value:
        place = self.places.get(number)
        if place is not None:
            found, value, _ = self.at(place)
            if found != number:
                raise PdfError("another object")
            return value
        if number not in self.packed:
            if number in self.sealed:
                raise SealedError("perhaps in a sealed stream")
            return None
        numbers, bodies = self._packed_objects(self.packed[number])
        if number not in numbers:
            raise PdfError("not in its stream")
        return self.parser.value(bodies, numbers[number])[0]

    def _packed_objects(self, stream: int) -> tuple[dict[int, int], bytes]:
        """Read an object stream: number → offset, and its objects' text."""
        if stream not in self._streams:
            place = self.places.get(stream)
            if place is None:
                raise PdfError("no such stream")
            self._streams[stream] = self.unpack(place)
        return self._streams[stream]

    def unpack(self, place: int) -> tuple[dict[int, int], bytes]:
        _, dictionary, start = self.at(place)
        if not isinstance(dictionary, dict) or start is None:
            raise PdfError("no stream")
        text = self.stream(dictionary, start)
        first = self.get(dictionary.get(b"First"))
        if not isinstance(first, int) or first < 0:
            raise self._unreadable("no object stream")
        head = text[:first].split()
        self.parser.tokens_left -= len(head)
        if not head or not all(word.isdigit() and len(word) < 11 for word in head):
            raise self._unreadable("no object stream")
        pairs = zip(head[::2], head[1::2], strict=False)
        return {int(number): int(offset) for number, offset in pairs}, text[first:]

    def _unreadable(self, why: str) -> PdfError:
        return SealedError(why) if b"Encrypt" in self.trailer else PdfError(why)

    def _unpredicted(self, data: bytes, parameters: Dictionary) -> bytes:
        """Undo PNG's predictors for cross-reference streams. There a pixel has one byte."""
        predictor, columns = (
            self.get(parameters.get(b"Predictor", 1)),
            self.get(parameters.get(b"Columns", 1)),
        )
        if predictor == 1:
            return data
        if not isinstance(predictor, int) or predictor < 10 or not isinstance(columns, int):
            raise SealedError("another predictor")
        if not 0 < columns < 64:
            raise SealedError("no table")
        rows = min(len(data) // (columns + 1), MAX_OBJECTS)
        if not rows:
            return b""
        picture = png.Png(columns, rows, 8, png.GREY, interlaced=False)
        try:
            with png_strips.opened(picture, data[: rows * (columns + 1)]) as table:
                return table.tobytes()
        except OSError as error:
            raise PdfError("unknown filter") from error


def _inflated(packed: bytes, most: int) -> tuple[bytes, int]:
    """Inflate to the end or a break; return content and bytes read.

    Readers do not ask for the checksum behind it either.
    """
    reader, out, step, at = zlib.decompressobj(-zlib.MAX_WBITS), bytearray(), _PIECE, _ZLIB_HEADER
    while at < len(packed) and not reader.eof and len(out) < most:
        try:
            out += reader.decompress(packed[at : at + step])
        except zlib.error:
            if step == 1:
                break
            # Once more, and the piece that breaks byte by byte: what came out of it was lost.
            reader, step = zlib.decompressobj(-zlib.MAX_WBITS), 1
            reader.decompress(packed[_ZLIB_HEADER:at])
        else:
            at += step
    return bytes(out[:most]), at
