"""JSON bodies: limited before they are read, checked strictly, compared by value."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Generic, TypeVar

from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from ministry.context import context_of
from ministry.problems import FieldError, Problem

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
_OWN_CODES = {"type", "date", "pattern", "unknown", "max_length", "too_many", "min", "max"}


_LENGTH = re.compile(r"[0-9]{1,15}")
_log = logging.getLogger(__name__)


class Body(BaseModel):
    """A body of the contract: no member more than it names, no value of another JSON type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


AnyBody = TypeVar("AnyBody", bound=Body)


@dataclass(frozen=True, slots=True)
class Received(Generic[AnyBody]):
    """`text` is the body in one canonical writing, so two bodies of the same value have the same `digest`."""

    value: AnyBody
    text: str
    digest: bytes


def body_of(model: type[AnyBody]) -> Callable[..., Awaitable[Received[AnyBody]]]:
    """The dependency that reads a body; unsupported-media-type, too-large, malformed or validation if not."""

    async def read(request: Request) -> Received[AnyBody]:
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            raise Problem("unsupported-media-type")
        return _received(model, await _limited(request, context_of(request).settings.body_limit))

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
        # OverflowError, a RecursionError. The check is to be mended, so whoever runs the server reads of it.
        _log.exception("a check of a body failed", extra={"body": model.__name__})
        raise Problem("validation", errors=[FieldError("", "type")]) from error


_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: Any) -> str:
    return _CANONICAL.encode(value)


async def _limited(request: Request, limit: int) -> bytes:
    declared = request.headers.get("content-length", "0")
    if not _LENGTH.fullmatch(declared) or int(declared) > limit:
        raise Problem("too-large")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise Problem("too-large")
    return bytes(body)


def _problem(error: ValidationError) -> Problem:
    errors = error.errors(include_url=False, include_input=False)
    if errors[0]["type"] == "json_invalid":
        return Problem("malformed", "The body is not JSON.")
    return Problem("validation", errors=[FieldError(_pointer(found), _code(found)) for found in errors])


def _code(found: ErrorDetails) -> str:
    kind = found["type"]
    return kind if kind in _OWN_CODES else _CODES.get(kind, "type")


def _pointer(found: ErrorDetails) -> str:
    return pointer(*(part for part in found["loc"] if part != "[key]"))


def pointer(*parts: str | int) -> str:
    """RFC 6901."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in parts)
