"""What an answer of the ministry that was not hoped for means to the rest of the app, under JSON and tus alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from services import codec
from services.api.transport import HttpAnswer
from services.codec import ShapeError
from services.errors import (
    AuthenticationError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)
from services.models.contract import BY_STATUS, FieldError, ProblemType

PROBLEM = "application/problem+json"
PREFIX = "urn:qarib:problem:"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NETWORK_SIGN_IN = 511
"""RFC 6585: a captive portal speaks, not the ministry."""
_BARE = BY_STATUS | {409: ProblemType.UPLOAD_OFFSET}
"""By status, for answers of tus without a body that says it: to HEAD, and of servers of another make."""


def error_for(answer: HttpAnswer) -> MinistryError:
    """Map an unexpected answer to its error, without the body's words.

    They may be personal (RFC 9457).
    """
    status = answer.status
    problem = _problem(answer)
    is_bare = problem is None and (answer.is_tus or (answer.media_type == PROBLEM and not answer.body))
    name = _BARE.get(status) if is_bare else _name(problem)
    if status == 429 or (status >= 500 and status != _NETWORK_SIGN_IN):
        # Also without a problem in it: a gateway in front of the ministry says 502 in HTML.
        return ServerError(status, _retry_after(answer), name or "server-error")
    if (problem is None and not is_bare) or not 400 <= status < 500:
        return ProtocolError(status, answer.media_type)
    if status == 401:
        return AuthenticationError(name or ProblemType.UNAUTHENTICATED, _tries_left(problem or {}))
    return RefusedError(name or "refused", status, _field_errors(problem or {}))


def _retry_after(answer: HttpAnswer) -> float | None:
    """Return the seconds of Retry-After, or None where it says nothing.

    It has two forms (RFC 9110 § 10.2.3). A date counts from the server's own `Date`, and from this device's clock,
    which may be wrong, where there is none.
    """
    value = answer.header("retry-after")
    if value.isascii() and value.isdigit():
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(answer.header("date")) or answer.came_at)).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _problem(answer: HttpAnswer) -> Mapping[str, Any] | None:
    if answer.media_type != PROBLEM:
        return None
    try:
        problem = codec.read_json(answer.body)
    except ShapeError:
        return None
    return problem if isinstance(problem, dict) else None


def _name(problem: Mapping[str, Any] | None) -> str | None:
    kind = problem.get("type") if problem else None
    name = kind.removeprefix(PREFIX) if isinstance(kind, str) else ""
    return name if _NAME.fullmatch(name) else None


def _tries_left(problem: Mapping[str, Any]) -> int | None:
    tries = problem.get("tries_left")
    return tries if isinstance(tries, int) and not isinstance(tries, bool) else None


def _field_errors(problem: Mapping[str, Any]) -> list[FieldError]:
    try:
        return codec.structure(problem.get("errors") or [], list[FieldError])
    except ShapeError:
        return []  # the refusal itself counts; which field it was is a help only
