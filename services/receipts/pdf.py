"""The few kinds of PDF objects that a receipt needs, and the file around them (ISO 32000-1, PDF 1.7)."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, Union

Value: TypeAlias = Union[
    "Name", "Ref", "Hex", bool, int, float, str, Sequence["Value"], Mapping[str, "Value"]
]


@dataclass(frozen=True, slots=True)
class Name:
    text: str


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to a numbered object."""

    number: int


@dataclass(frozen=True, slots=True)
class Hex:
    data: bytes


class File:
    """Numbered objects, written in the order of their numbers. The same objects make the same bytes."""

    def __init__(self) -> None:
        self._objects: list[bytes] = []

    def reserve(self) -> Ref:
        """A number for an object that is `put` later."""
        self._objects.append(b"")
        return Ref(len(self._objects))

    def put(self, value: Value, ref: Ref | None = None) -> Ref:
        return self._set(ref or self.reserve(), serialised(value))

    def put_stream(
        self, data: bytes, entries: Mapping[str, Value] | None = None, *, plain: bool = False
    ) -> Ref:
        """A stream, compressed unless `plain` (XMP metadata must be found by programs that know no PDF)."""
        content = data if plain else zlib.compress(data, 9)
        filters: Mapping[str, Value] = {} if plain else {"Filter": Name("FlateDecode")}
        head = serialised({**(entries or {}), **filters, "Length": len(content)})
        return self._set(self.reserve(), head + b"\nstream\n" + content + b"\nendstream")

    def finished(self, root: Ref, info: Ref) -> bytes:
        # The comment's high bytes tell transfer programs that the file is binary (7.5.2).
        output = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
        offsets: list[int] = []
        for number, content in enumerate(self._objects, start=1):
            offsets.append(len(output))
            output += b"%d 0 obj\n%s\nendobj\n" % (number, content)
        start = len(output)
        identity = Hex(hashlib.sha256(output).digest()[:16])
        output += b"xref\n0 %d\n0000000000 65535 f \n" % (len(offsets) + 1)
        output += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
        trailer: Mapping[str, Value] = {
            "Size": len(offsets) + 1,
            "Root": root,
            "Info": info,
            "ID": [identity, identity],
        }
        output += b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (serialised(trailer), start)
        return bytes(output)

    def _set(self, ref: Ref, content: bytes) -> Ref:
        self._objects[ref.number - 1] = content
        return ref


def serialised(value: Value) -> bytes:
    """The bytes of a value. Strings become UTF-16 text strings (7.9.2.2)."""
    match value:
        case str():
            text = "<FEFF" + value.encode("utf-16-be").hex().upper() + ">"
        case Name():
            text = f"/{value.text}"
        case Ref():
            text = f"{value.number} 0 R"
        case Hex():
            text = f"<{value.data.hex().upper()}>"
        case bool():
            text = "true" if value else "false"
        case int() | float():
            text = f"{value:.3f}".rstrip("0").rstrip(".")
        case Mapping():
            entries = (b"/%s %s" % (key.encode("ascii"), serialised(item)) for key, item in value.items())
            return b"<<" + b" ".join(entries) + b">>"
        case _:
            return b"[" + b" ".join(map(serialised, value)) + b"]"
    return text.encode("ascii")
