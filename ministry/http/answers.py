"""JSON out, with its validator (RFC 9110, section 8.8)."""

from __future__ import annotations

import gzip
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
    gzipped: bytes | None = None


def represent(value: Any, *, compress: bool = False) -> Representation:
    """Represent a value as JSON with its ETag.

    `compress` what is large and kept for many answers: half a megabyte of catalogue is a tenth of it.
    """
    content = _json(value)
    etag = etag_of(sha256(content).digest())
    return Representation(content, etag, gzipped=gzip.compress(content, mtime=0) if compress else None)


def etag_of(digest: bytes) -> str:
    return f'"{urlsafe_b64encode(digest[:16]).decode().rstrip("=")}"'


def answer(
    request: Request,
    representation: Representation,
    cache: str = PRIVATE,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Answer 200, or 304 without a body if the client has it."""
    content, told = _encoded(request, representation)
    told |= {"Cache-Control": cache}
    if _has(request.headers.get("if-none-match", ""), told["ETag"]):
        return Response(status_code=304, headers=told)
    return Response(content, media_type=representation.media_type, headers={**told, **(headers or {})})


def _encoded(request: Request, representation: Representation) -> tuple[bytes, dict[str, str]]:
    """Return what is sent, by what the client takes.

    Another coding is another representation with its own ETag.
    """
    if representation.gzipped is None:
        return representation.content, {"ETag": representation.etag}
    if "gzip" not in request.headers.get("accept-encoding", ""):
        return representation.content, {"ETag": representation.etag, "Vary": "Accept-Encoding"}
    return representation.gzipped, {
        "ETag": f'{representation.etag[:-1]}-gzip"',
        "Vary": "Accept-Encoding",
        "Content-Encoding": "gzip",
    }


def made(value: Any, *, now: bool) -> Response:
    """Answer 201 for what was made now, 200 for what existed."""
    return Response(_json(value), status_code=201 if now else 200, media_type="application/json")


def plain(value: Any, status: int = 200, cache: str = NO_STORE) -> Response:
    return Response(
        _json(value), status_code=status, media_type="application/json", headers={"Cache-Control": cache}
    )


def problem_answer(problem: Problem) -> Response:
    return Response(
        _json(problem.body()),
        status_code=problem.status,
        media_type=PROBLEM_TYPE,
        headers=dict(problem.headers),
    )


_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _json(value: Any) -> bytes:
    return _JSON.encode(value).encode()


def _has(header: str, etag: str) -> bool:
    """True if If-None-Match names the ETag, compared weakly. RFC 9110, section 13.1.2."""
    offered = [item.strip().removeprefix("W/") for item in header.split(",")]
    return etag in offered or offered == ["*"]
