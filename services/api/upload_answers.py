"""What a tus server answers, and what that means in the errors of the services."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

import httpx

from services.api.trust import is_about_trust
from services.errors import (
    AuthenticationError,
    ConnectivityError,
    MinistryError,
    ProtocolError,
    RefusedError,
    ServerError,
)

VERSION = "1.0.0"

_PROBLEM = "application/problem+json"
_PROBLEM_PREFIX = "urn:qarib:problem:"
_MAX_BODY = 64 * 1024
"""Bytes. An answer of the contract is far smaller; the page of a portal is not worth reading to its end."""

_NAMES = {
    400: "malformed",
    401: "unauthenticated",
    404: "not-found",
    409: "upload-offset",
    410: "upload-gone",
    412: "tus-version",
    413: "too-large",
    415: "unsupported-media-type",
    423: "upload-locked",
    429: "rate-limited",
    460: "checksum-mismatch",
    503: "unavailable",
}
"""For answers without a body that says it: to HEAD, and of servers of another make."""


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def media_type(self) -> str:
        return _header(self.headers, "content-type").partition(";")[0].strip().lower()

    @property
    def is_tus(self) -> bool:
        """tus servers say their version in every answer; what stands between us and them does not."""
        return _header(self.headers, "tus-resumable") == VERSION

    def number(self, name: str) -> int | None:
        value = _header(self.headers, name)
        return int(value) if value.isascii() and value.isdigit() and len(value) < 16 else None


async def ask(http: httpx.AsyncClient, request: httpx.Request) -> Answer:
    """Send, and read the answer. Raises ConnectivityError, or ProtocolError for a body without end.

    Redirects are not followed: the contract has none, and the token is for one server only.
    """
    try:
        response = await http.send(request, stream=True, follow_redirects=False)
        try:
            return await _read(response)
        finally:
            await response.aclose()
    except httpx.TimeoutException as error:
        raise ConnectivityError("timeout") from error
    except httpx.TransportError as error:
        raise ConnectivityError("insecure" if is_about_trust(error) else "unreachable") from error


async def _read(response: httpx.Response) -> Answer:
    answer = Answer(response.status_code, response.headers, b"")
    body = bytearray()
    try:
        async for data in response.aiter_bytes():
            body += data
            if len(body) > _MAX_BODY:
                raise ProtocolError(answer.status, answer.media_type)
    except httpx.DecodingError as error:
        raise ProtocolError(answer.status, answer.media_type) from error
    return dataclasses.replace(answer, body=bytes(body))


def _header(headers: httpx.Headers, name: str) -> str:
    value: str = headers.get(name, "")
    return value


def error_of(answer: Answer) -> MinistryError:
    """The error that an answer means when it is not the one that was hoped for."""
    name = _problem_name(answer)
    if answer.status == 429 or 500 <= answer.status < 600:
        return ServerError(
            answer.status, _retry_after(answer), name or _NAMES.get(answer.status, "server-error")
        )
    if name is None and not answer.is_tus:
        return ProtocolError(answer.status, answer.media_type)
    if answer.status == 401:
        return AuthenticationError(name or "unauthenticated")
    if 400 <= answer.status < 500:
        return RefusedError(name or _NAMES.get(answer.status, "malformed"), answer.status)
    return ProtocolError(answer.status, answer.media_type)


def _problem_name(answer: Answer) -> str | None:
    if answer.media_type != _PROBLEM:
        return None
    try:
        problem = json.loads(answer.body)
    except (ValueError, RecursionError):
        return _NAMES.get(answer.status)  # the body of an answer to HEAD is empty
    kind = problem.get("type") if isinstance(problem, dict) else None
    return kind.removeprefix(_PROBLEM_PREFIX) if isinstance(kind, str) else None


def _retry_after(answer: Answer) -> float | None:
    """Seconds (RFC 9110, section 10.2.3). A date counts from the server's own, so our clock may be wrong."""
    if (seconds := answer.number("retry-after")) is not None:
        return float(seconds)
    try:
        until = parsedate_to_datetime(answer.headers["retry-after"])
        now = parsedate_to_datetime(answer.headers["date"])
        return max(0.0, (until - now).total_seconds())
    except (KeyError, ValueError, TypeError):
        return None
