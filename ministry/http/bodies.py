"""JSON bodies: limited before they are read, checked strictly, compared by value."""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import takewhile
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ministry.contract.answers import FieldError
from ministry.contract.checked import Body
from ministry.problems import Problem

_CODES = {
    "missing": "required",
    "extra_forbidden": "unknown",
    "string_too_short": "min_length",
    "string_too_long": "max_length",
    "string_pattern_mismatch": "pattern",
    "too_short": "required",
    "too_long": "too_many",
    "literal_error": "option",
}
"""pydantic's kinds of error in the contract's words. Codes of our own validators stand for themselves."""
_STRING = re.compile(rb'"(?:[^"\\]++|\\.)*+\\?(?:"|\Z)', re.DOTALL)
"""A JSON string, or one that nothing ends: from whatever quote it begins, it is passed over once."""
_PATIENCE = 20.0
"""Seconds that a JSON body may take, and one more for every `_SLOWEST` bytes. Documents have their own time."""
_SLOWEST = 500
_NAME_LIMIT = 128
"""Characters of a member's name that an error repeats; the contract knows none that is longer."""
_OWN_CODES = {"type", "date", "pattern", "unknown", "max_length", "too_many", "min", "max"}
_LENGTH = re.compile(r"[0-9]{1,15}")
_log = logging.getLogger(__name__)


AnyBody = TypeVar("AnyBody", bound=Body)


@dataclass(frozen=True, slots=True)
class Received(Generic[AnyBody]):
    """`text` is the body in one canonical writing, so two bodies of the same value have the same `digest`."""

    value: AnyBody
    text: str
    digest: bytes


def body_of(
    model: type[AnyBody], *, most_bytes: int = 1024, most_values: int = 16
) -> Callable[..., Awaitable[Received[AnyBody]]]:
    """Return a dependency that reads and checks a body.

    Raises `unsupported-media-type`, `too-large`, `malformed` or `validation`. `most_values` counts members and items,
    those within others included: each that is wrong costs as much as a page of text.
    """

    async def read(request: Request) -> Received[AnyBody]:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise Problem("unsupported-media-type")
        content = await limited_body(request, most_bytes)
        _require_few(content, most_values)
        return _received(model, content)

    return read


def _received(model: type[AnyBody], content: bytes) -> Received[AnyBody]:
    try:
        value = model.model_validate_json(content)
        text = canonical(value.model_dump(mode="json", exclude_unset=True))
        return Received(value, text, sha256(text.encode()).digest())
    except ValidationError as error:
        raise _problem(error) from None
    except MemoryError:
        raise  # the server's own trouble: to be tried again
    except Exception as error:
        # Nothing but the body was looked at, so it is the body that cannot be, whatever a check fell over: an
        # OverflowError, a RecursionError. The check has a bug then, so the log names it.
        _log.exception("a check of a body failed", extra={"body": model.__name__})
        raise Problem("validation", errors=[FieldError(pointer="", code="type")]) from error


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:
    return _CANONICAL.encode(value)


def _ignored(size: int) -> None:
    """Do nothing about a body's size."""


async def limited_body(request: Request, limit: int, grown: Callable[[int], None] = _ignored) -> bytes:
    """Return the body of at most `limit` bytes.

    `grown` learns its size meanwhile. Raises `too-large`, and `unavailable` where it comes too slowly.
    """
    declared = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(declared) or int(declared) > limit:
        raise Problem("too-large")
    body = bytearray()
    began = asyncio.get_running_loop().time()
    try:
        async with asyncio.timeout(_PATIENCE) as patience:
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit:
                    raise Problem("too-large")
                grown(len(body))
                if len(body) != int(declared):
                    patience.reschedule(began + _PATIENCE + len(body) / _SLOWEST)
    except TimeoutError:
        slow = {"Retry-After": "1", "Connection": "close"}
        raise Problem("unavailable", "The body came too slowly.", headers=slow) from None
    return bytes(body)


def _require_few(content: bytes, most: int) -> None:
    """Raise `too-large` for a body of too many values, before parsing."""
    # Every value but the first of a list or an object follows a comma; text may have commas, too.
    if _signs(content) > most and _signs(_STRING.sub(b"", content)) > most:
        raise Problem("too-large", "The body has too many values.")


def _signs(content: bytes) -> int:
    return content.count(b",") + content.count(b"[") + content.count(b"{")


def _problem(error: ValidationError) -> Problem:
    errors = error.errors(include_url=False, include_input=False)
    if errors[0]["type"] == "json_invalid":
        return Problem("malformed", "The body is not JSON.")
    return Problem(
        "validation", errors=[FieldError(pointer=_pointer(found), code=_code(found)) for found in errors]
    )


def _code(found: ErrorDetails) -> str:
    kind = found["type"]
    if kind == "too_long" and found["ctx"]["field_type"] != "List":
        kind = "string_too_long"  # of a text that a check of ours sees first (`PlainText`)
    return kind if kind in _OWN_CODES else _CODES.get(kind, "type")


def _pointer(found: ErrorDetails) -> str:
    """Point at the nearest place that has a name of the contract.

    What was sent is not repeated at any length.
    """
    named = takewhile(lambda part: len(str(part)) <= _NAME_LIMIT, found["loc"])
    return pointer(*(part for part in named if part != "[key]"))


def pointer(*parts: str | int) -> str:
    """Return a JSON pointer (RFC 6901)."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
