"""What the server answers when it says no: RFC 9457 problems with stable names.

The names are the contract's; a client decides by `type`, never by the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

PROBLEM_TYPE = "application/problem+json"

_PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed": (400, "The request cannot be read"),
    "unauthenticated": (401, "Sign in first"),
    "wrong-code": (401, "The code is not right"),
    "code-expired": (401, "The code is no longer valid"),
    "token-reused": (401, "The sign-in was used twice and is closed"),
    "not-found": (404, "There is no such thing here"),
    "method-not-allowed": (405, "This cannot be done here"),
    "conflict": (409, "Something else is kept under this id"),
    "case-decided": (409, "The case is decided"),
    "form-withdrawn": (409, "This version of the form is no longer taken"),
    "upload-offset": (409, "The upload stands elsewhere"),
    "upload-gone": (410, "The upload is over"),
    "tus-version": (412, "This version of tus is not spoken here"),
    "too-large": (413, "This is too large"),
    "unsupported-media-type": (415, "This type of content is not taken"),
    "validation": (422, "Some of what was sent is not right"),
    "paper-missing": (422, "A paper has not arrived whole"),
    "upload-locked": (423, "The upload is being written"),
    "rate-limited": (429, "Too often; wait"),
    "quota-reached": (429, "So much is taken of one person; wait"),
    "checksum-mismatch": (460, "The bytes do not match their checksum"),
    "internal": (500, "The server failed"),
    "unavailable": (503, "The server cannot answer now"),
}

MOST_ERRORS = 100
"""Wrong fields that one answer lists."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """One wrong field: RFC 6901 pointer into the body that was sent, and a stable code."""

    pointer: str
    code: str


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """Raised anywhere below a route, answered as `application/problem+json`.

    `name` is one of the contract's; `extra` are members beside the standard ones; `headers` are added to
    the answer. Neither may carry anything about a person: problems are logged by name.
    """

    def __init__(
        self,
        name: str,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.status, self.title = _PROBLEMS[name]
        self.detail = detail
        self.errors = tuple(errors[:MOST_ERRORS])
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        if self.status == HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("WWW-Authenticate", "Bearer")

    def body(self) -> dict[str, Any]:
        """The JSON of the answer."""
        body: dict[str, Any] = {
            "type": f"urn:qarib:problem:{self.name}",
            "title": self.title,
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            **self.extra,
        }
        if self.errors:
            body["errors"] = [{"pointer": error.pointer, "code": error.code} for error in self.errors]
        return body


class NotTheirs(Problem):
    """The record is there and belongs to another person; they are told what is told of one that is not there.

    `record` is its id, for the audit trail.
    """

    def __init__(self, record: str) -> None:
        super().__init__("not-found")
        self.record = record
