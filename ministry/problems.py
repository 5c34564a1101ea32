"""What the server answers when it says no: RFC 9457 problems with stable names.

The names are the contract's; a client decides by `type`, never by the words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from ministry.contract.answers import PROBLEMS, FieldError, ProblemName

PROBLEM_TYPE = "application/problem+json"

BY_STATUS: Mapping[int, ProblemName] = {status: name for name, (status, _) in reversed(PROBLEMS.items())}
"""The first problem of each status."""
MOST_ERRORS = 100
"""Wrong fields that one answer lists."""


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """Raised anywhere below a route, answered as `application/problem+json`.

    `name` is one of the contract's; `extra` are members beside the standard ones; `headers` are added to
    the answer. Neither may carry anything about a person: problems are logged by name.
    """

    def __init__(
        self,
        name: ProblemName,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        extra: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(name)
        self.name = name
        self.status, self.title = PROBLEMS[name]
        self.detail = detail
        self.errors = tuple(errors[:MOST_ERRORS])
        self.extra = dict(extra or {})
        self.headers = dict(headers or {})
        if self.status == HTTPStatus.UNAUTHORIZED:
            self.headers.setdefault("WWW-Authenticate", "Bearer")

    def body(self) -> dict[str, Any]:
        body: dict[str, Any] = {
            "type": f"urn:qarib:problem:{self.name}",
            "title": self.title,
            "status": self.status,
            **({"detail": self.detail} if self.detail else {}),
            **self.extra,
        }
        if self.errors:
            body["errors"] = list(self.errors)
        return body


class NotTheirs(Problem):
    """The record belongs to another person; the answer is that of a missing one.

    `record` is its id, for the audit trail.
    """

    def __init__(self, record: str) -> None:
        super().__init__("not-found")
        self.record = record
