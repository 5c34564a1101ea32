"""What the ministry's problem answers (RFC 9457) mean to the rest of the app."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from services import codec
from services.api.transport import Answer
from services.codec import ShapeError
from services.errors import (
    AuthenticationError,
    FieldError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)

PREFIX = "urn:qarib:problem:"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_NETWORK_SIGN_IN = 511
"""RFC 6585: a captive portal speaks, not the ministry."""


def error_for(answer: Answer, now: datetime) -> MinistryError:
    """The error that an answer other than 2xx and 304 stands for. Carries no word of the body."""
    status = answer.status
    problem = _problem(answer)
    name = _name(problem)
    if status == 429 or (status >= 500 and status != _NETWORK_SIGN_IN):
        # Also without a problem in it: a gateway in front of the ministry says 502 in HTML.
        return ServerError(status, retry_after(answer.headers, now), name or "server-error")
    if problem is None or not 400 <= status < 500:
        return ProtocolError(status, answer.media_type)
    if status == 401:
        return AuthenticationError(name or "unauthenticated", _tries_left(problem))
    return RefusedError(name or "refused", status, _field_errors(problem))


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, of either form of Retry-After (RFC 9110 § 10.2.3); None where it says nothing.

    A date counts from the server's own `Date`, and from `now` where it says none: this device's clock may
    be wrong.
    """
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return float(value)
    until = _http_date(value)
    if until is None:
        return None
    return max(0.0, (until - (_http_date(headers.get("date", "")) or now)).total_seconds())


def _http_date(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _problem(answer: Answer) -> Mapping[str, Any] | None:
    if answer.media_type != "application/problem+json":
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
