"""The search for messages in the source, by its syntax tree.

`words("…")`, `t("…")` and `msg("…")` hold a message, `words.n("…", "…", count)` a singular and its plural,
`words.p("context", "…")` a message with a context; `self._words(…)` counts too.
A comment `# Translators: …` on the lines right above the call, or above the message, goes to the translators.
"""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

PREFIX = "Translators:"
SPEAKERS = frozenset({"words", "_words", "t", "msg"})


@dataclass(frozen=True, slots=True)
class Message:
    """A message as the source has it. `id` is a pair for plurals."""

    id: str | tuple[str, str]
    line: int
    context: str | None = None
    comments: list[str] = field(default_factory=list)


class UnextractableError(ValueError):
    """A message is built at run time (f-string, +, %), so that no translator would ever see it."""


def extract(source: str) -> Iterator[Message]:
    """Return every message of a module's source. Raises UnextractableError naming the line."""
    comments = _comment_lines(source)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            yield from _of_call(node, comments)


def extract_tree(root: Path, packages: tuple[str, ...]) -> Iterator[tuple[str, Message]]:
    """Return every message of the packages under `root`.

    In a stable order, each with its file relative to `root`.
    """
    for package in packages:
        for file in sorted((root / package).rglob("*.py")):
            place = file.relative_to(root).as_posix()
            try:
                for message in sorted(extract(file.read_text("utf-8")), key=lambda found: found.line):
                    yield place, message
            except UnextractableError as error:
                raise UnextractableError(f"{place}: {error}") from None


def _of_call(call: ast.Call, comments: dict[int, str]) -> Iterator[Message]:
    function = call.func
    if _speaks(function):
        for text in _literals(call, 0):
            yield Message(text.value, text.line, comments=_comments_above(comments, call.lineno, text.line))
    elif isinstance(function, ast.Attribute) and _speaks(function.value):
        if function.attr == "n":
            for one, many in zip(_literals(call, 0), _literals(call, 1), strict=True):
                above = _comments_above(comments, call.lineno, one.line)
                yield Message((one.value, many.value), one.line, comments=above)
        elif function.attr == "p":
            for context in _literals(call, 0):
                for text in _literals(call, 1):
                    above = _comments_above(comments, call.lineno, text.line)
                    yield Message(text.value, text.line, context.value, above)


def _speaks(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name in SPEAKERS


@dataclass(frozen=True, slots=True)
class _Literal:
    value: str
    line: int


def _literals(call: ast.Call, position: int) -> list[_Literal]:
    """Return the literal strings of an argument.

    Both branches of a conditional; none for a variable.
    """
    return _branches(call.args[position]) if len(call.args) > position else []


def _branches(argument: ast.expr) -> list[_Literal]:
    match argument:
        case ast.Constant(value=str(text)):
            return [_Literal(text, argument.lineno)]
        case ast.IfExp():
            return _branches(argument.body) + _branches(argument.orelse)
        case ast.JoinedStr() | ast.BinOp():
            raise UnextractableError(f"line {argument.lineno}: a message must be a literal string")
    return []


def _comment_lines(source: str) -> dict[int, str]:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    return {
        token.start[0]: token.string.lstrip("# ")
        for token in tokens
        if token.type == tokenize.COMMENT and token.line.lstrip().startswith("#")
    }


def _comments_above(comments: dict[int, str], *lines: int) -> list[str]:
    for line in dict.fromkeys(reversed(lines)):
        block: list[str] = []
        while (line := line - 1) in comments:
            block.insert(0, comments[line])
        marked = next((i for i, text in enumerate(block) if text.startswith(PREFIX)), None)
        if marked is not None:
            return [" ".join(block[marked:]).removeprefix(PREFIX).strip()]
    return []
