"""The values that a PDF is written in (ISO 32000-2, section 7.3), read in bounded time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

WHITE = rb"[\0\t\n\f\r ]"
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    WHITE + rb"*+(?:%[^\r\n]*+" + WHITE + rb"*+){0,1000}+"
    rb"(<<|>>|<[0-9A-Fa-f\0\t\n\f\r ]*>|/" + _REGULAR + rb"*|" + _REGULAR + rb"+|.)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"([+-]?\d{1,18})(?:\.\d*+)?")
"""Some writers give a fraction of zero to numbers that are whole: readers cut fractions off where they need none."""
_IN_STRING = re.compile(rb"[()\\]")
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_KEYWORDS: dict[bytes, bool | None] = {b"true": True, b"false": False}
_ENDS = frozenset({b"", b"endobj", b"obj", b"stream", b"endstream", b"startxref", b"trailer"})
_MAX_STRING_SIGNS = 4096
_MAX_DEPTH = 64


class PdfError(ValueError):
    """What was looked for is not there, or is broken."""


class SealedError(PdfError):
    """It is encrypted, or packed in a way that is not read here."""


class CostlyError(PdfError):
    """It would take too long to read."""


class Name(bytes):
    """A name without its stroke; it equals the same bytes."""

    __slots__ = ()


class Reference(NamedTuple):
    number: int
    generation: int


Value: TypeAlias = "bool | int | bytes | Name | Reference | list[Value] | dict[bytes, Value] | None"
Dictionary: TypeAlias = dict[bytes, Value]


@dataclass(slots=True)
class Parser:
    """Reads values. `tokens_left` bounds the work of all its calls together: CostlyError when it is used up."""

    tokens_left: int

    def value(self, data: bytes, position: int) -> tuple[Value, int]:
        """Read the value at `position`; it and where it ends. What is left open ends with its object."""
        nested: list[tuple[bytes, list[Value]]] = [(b"", [])]
        while True:
            token, position = self._token(data, position)
            items = nested[-1][1]
            if token in (b"<<", b"["):
                if len(nested) > _MAX_DEPTH:
                    raise PdfError("too deep")
                nested.append((token, []))
                continue
            if token in _ENDS:
                position -= len(token)
                while len(nested) > 1:
                    _close(nested)
            elif token in (b"]", b">>"):
                _close(nested)
            elif token == b"(":
                text, position = _literal(data, position)
                items.append(text)
            elif token == b"R":
                _refer(items)
            else:
                items.append(_simple(token))
            if len(nested) == 1:
                return (nested[0][1] or [None])[0], position

    def _token(self, data: bytes, position: int) -> tuple[bytes, int]:
        self.tokens_left -= 1
        if self.tokens_left < 0:
            raise CostlyError("too many values")
        found = _TOKEN.match(data, position)
        return (found.group(1), found.end()) if found else (b"", len(data))


def _close(nested: list[tuple[bytes, list[Value]]]) -> None:
    if len(nested) == 1:
        raise PdfError("nothing to close")
    opened, items = nested.pop()
    if opened == b"[":
        nested[-1][1].append(items)
        return
    pairs: Dictionary = {}
    for key, value in zip(items[::2], items[1::2], strict=False):
        if not isinstance(key, Name):
            raise PdfError("no name before a value")
        pairs.setdefault(bytes(key), value)
    nested[-1][1].append(pairs)


def _refer(items: list[Value]) -> None:
    if len(items) < 2 or not isinstance(items[-1], int) or not isinstance(items[-2], int):
        raise PdfError("a reference to nothing")
    generation, number = items.pop(), items.pop()
    items.append(Reference(number, generation))  # type: ignore[arg-type]  # both were looked at


def _simple(token: bytes) -> Value:
    if token.startswith(b"/"):
        return Name(_NAME_ESCAPE.sub(lambda found: bytes.fromhex(found.group(1).decode()), token[1:]))
    if token.startswith(b"<") and token.endswith(b">"):
        digits = b"".join(token[1:-1].replace(b"\0", b"").split()).decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    if number := _NUMBER.fullmatch(token):
        return int(number.group(1))
    return _KEYWORDS.get(token)


def _literal(data: bytes, start: int) -> tuple[bytes, int]:
    depth, position = 1, start
    for _ in range(_MAX_STRING_SIGNS):
        found = _IN_STRING.search(data, position)
        if found is None:
            break
        position = found.end() + (found.group() == b"\\")
        depth += {b"(": 1, b")": -1}.get(found.group(), 0)
        if depth == 0:
            return _ESCAPE.sub(_unescape, data[start : position - 1]), position
    raise PdfError("a string without end")


def _unescape(found: re.Match[bytes]) -> bytes:
    text = found.group(1)
    if text.isdigit() and text < b"8":
        return bytes([int(text, 8) & 0xFF])
    return b"" if text in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(text, text)
