"""JSON out, with its validator (RFC 9110, section 8.8)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import Request, Response

from ministry.problems import PROBLEM_TYPE, Problem

PRIVATE = "private, no-cache"
PUBLIC = "public, max-age=300"
NO_STORE = "no-store"


@dataclass(frozen=True, slots=True)
class Representation:
    """Bytes with their ETag, made once for what does not change between requests."""

    content: bytes
    etag: str
    media_type: str = "application/json"


def represent(value: Any) -> Representation:
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Representation(content, etag_of(sha256(content).digest()))


def etag_of(digest: bytes) -> str:
    return f'"{urlsafe_b64encode(digest[:16]).decode().rstrip("=")}"'


def answer(
    request: Request,
    representation: Representation,
    cache: str = PRIVATE,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """200, or 304 without a body when the client has it already."""
    told = {"ETag": representation.etag, "Cache-Control": cache}
    if _has(request.headers.get("if-none-match", ""), representation.etag):
        return Response(status_code=304, headers=told)
    return Response(
        representation.content, media_type=representation.media_type, headers={**told, **(headers or {})}
    )


def made(value: Any, *, now: bool) -> Response:
    """201 for what was made now, 200 for what was there already."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(content, status_code=201 if now else 200, media_type="application/json")


def plain(value: Any, status: int = 200, cache: str = NO_STORE) -> Response:
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Response(
        content, status_code=status, media_type="application/json", headers={"Cache-Control": cache}
    )


def problem_answer(problem: Problem) -> Response:
    content = json.dumps(problem.body(), ensure_ascii=False, separators=(",", ":")).encode()
    return Response(
        content, status_code=problem.status, media_type=PROBLEM_TYPE, headers=dict(problem.headers)
    )


def _has(header: str, etag: str) -> bool:
    """If-None-Match compares weakly (RFC 9110, section 13.1.2)."""
    offered = [item.strip().removeprefix("W/") for item in header.split(",")]
    return etag in offered or offered == ["*"]
