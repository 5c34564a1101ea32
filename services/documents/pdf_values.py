"""The values that a PDF is written in (ISO 32000-2, section 7.3), read in bounded time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

WHITE = rb"[\0\t\n\f\r ]"
_REGULAR = rb"[^\0\t\n\f\r ()<>\[\]{}/%]"
_TOKEN = re.compile(
    WHITE + rb"*+(?:%[^\r\n]*+" + WHITE + rb"*+){0,1000}+"
    rb"(<<|>>|<[^<>]*>|/" + _REGULAR + rb"*|" + _REGULAR + rb"+|.)",
    re.DOTALL,
)
_NUMBER = re.compile(rb"([+-]?\d{1,18})(?:\.\d*+)?")
"""Some writers give a fraction of zero to numbers that are whole: readers cut fractions off where they need none."""
_PARENTHESIS = re.compile(rb"[^()\\]*+(?:\\.[^()\\]*+)*+([()])", re.DOTALL)
"""The next one that is not escaped."""
_ESCAPE = re.compile(rb"\\(\r\n|[0-7]{1,3}|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_NAME_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_DIGITS = bytes(sign if sign in b"0123456789ABCDEFabcdef" else ord("0") for sign in range(256))
"""What is no digit counts as zero, as in readers."""
_KEYWORDS: dict[bytes, bool | None] = {b"true": True, b"false": False}
_ENDS = frozenset({b"", b"endobj", b"stream", b"endstream", b"startxref", b"trailer"})
_BYTES_OF_A_TOKEN = 256
"""Bytes cost what as many tokens as are in them would cost: of strings, and of what is skipped before a token.
Each parenthesis and each escape of a string costs one more."""
_MAX_STRING = 4096
"""Bytes of a string that are kept: those that matter have some dozens."""
_MAX_DEPTH = 500


class PdfError(ValueError):
    """What was looked for is not there, or is broken."""


class SealedError(PdfError):
    """An object that is encrypted, or packed in a way that is not read here."""


class CostlyError(PdfError):
    """An object that would take too long to read."""


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
    """A reader of values. `tokens_left` bounds the work of all its calls together: CostlyError when it is used up."""

    tokens_left: int

    def value(self, data: bytes, position: int) -> tuple[Value, int]:
        """Read the value at `position`; it and where it ends.

        What is left open ends with its object.
        """
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
            elif token == b">>" or (token == b"]" and nested[-1][0] != b"<<"):
                _close(nested)
            elif token == b"(":
                text, position = self._literal(data, position)
                items.append(text)
            elif token == b"R":
                _refer(items)
            else:
                items.append(_simple(token))
            if len(nested) == 1:
                return (nested[0][1] or [None])[0], position

    def skip(self, pattern: re.Pattern[bytes], data: bytes, position: int) -> re.Match[bytes] | None:
        """Match `pattern` at `position`, and spend for what it passes over."""
        found = pattern.match(data, position)
        if found:
            self.spend((found.end() - found.start()) // _BYTES_OF_A_TOKEN)
        return found

    def spend(self, tokens: int) -> None:
        """Count work that was done. CostlyError where it is too much."""
        self.tokens_left -= tokens
        if self.tokens_left < 0:
            raise CostlyError("too many values")

    def _literal(self, data: bytes, start: int) -> tuple[bytes, int]:
        """Read the string that begins at `start`.

        One that nothing closes takes the rest, as in readers.
        """
        depth, position = 1, start
        while depth:
            found = _PARENTHESIS.match(data, position)
            end = found.end() if found else len(data)
            self.spend(1 + (end - position) // _BYTES_OF_A_TOKEN)
            position = end
            if found is None:
                break
            depth += 1 if found.group(1) == b"(" else -1
        text = data[start : min(position - (depth == 0), start + _MAX_STRING)]
        self.spend(text.count(b"\\"))
        return _ESCAPE.sub(_unescape, text), position

    def _token(self, data: bytes, position: int) -> tuple[bytes, int]:
        self.spend(1)
        found = self.skip(_TOKEN, data, position)
        return (found.group(1), found.end()) if found else (b"", len(data))


def _close(nested: list[tuple[bytes, list[Value]]]) -> None:
    if len(nested) == 1:
        nested[0][1].append(None)
        return
    opened, items = nested.pop()
    if opened == b"[":
        nested[-1][1].append(items)
        return
    nested[-1][1].append(_paired(items))


def _paired(items: list[Value]) -> Dictionary:
    """Put names to the values behind them.

    Readers skip what has no name, and a name without a value.
    """
    pairs: Dictionary = {}
    name: Name | None = None
    for item in items:
        if name is not None:
            pairs.setdefault(bytes(name), item)
            name = None
        elif isinstance(item, Name):
            name = item
    return pairs


def _refer(items: list[Value]) -> None:
    """Make a reference of the two numbers before it.

    Without them it means nothing.
    """
    if len(items) < 2 or not isinstance(items[-1], int) or not isinstance(items[-2], int):
        items.append(None)
        return
    generation, number = items.pop(), items.pop()
    items.append(Reference(number, generation))  # type: ignore[arg-type]  # both were looked at


def _simple(token: bytes) -> Value:
    if token.startswith(b"/"):
        return Name(_NAME_ESCAPE.sub(lambda found: bytes.fromhex(found.group(1).decode()), token[1:]))
    if token.startswith(b"<") and token.endswith(b">"):
        digits = token[1 : _MAX_STRING * 2].removesuffix(b">").translate(_DIGITS, b"\0\t\n\f\r ").decode()
        return bytes.fromhex(digits + "0" * (len(digits) % 2))
    if number := _NUMBER.fullmatch(token):
        return int(number.group(1))
    return _KEYWORDS.get(token)


def _unescape(found: re.Match[bytes]) -> bytes:
    text = found.group(1)
    if text.isdigit() and text < b"8":
        return bytes([int(text, 8) & 0xFF])
    return b"" if text in (b"\n", b"\r", b"\r\n") else _ESCAPES.get(text, text)
