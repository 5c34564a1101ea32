"""The headers of tus 1.0.0 (https://tus.io/protocols/resumable-upload), read strictly."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request

from ministry.contract.answers import ID_PATTERN
from ministry.problems import Problem
from ministry.uploads import media_types

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,checksum,expiration,termination"
CHECKSUM_ALGORITHM = "sha256"
CONTENT_TYPE = "application/offset+octet-stream"

_METADATA_KEYS = {"document_id", "sha256", "media_type"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NUMBER = re.compile(r"[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Announcement:
    """What a client says about a document before it sends it. `sha256` is of the whole, hexadecimal."""

    document_id: str
    length: int
    sha256: str
    media_type: str

    def metadata(self) -> str:
        """Return the value of `Upload-Metadata`."""
        pairs = {"document_id": self.document_id, "sha256": self.sha256, "media_type": self.media_type}
        return ",".join(f"{key} {b64encode(value.encode()).decode()}" for key, value in pairs.items())


async def require_version(request: Request) -> None:
    """Require our version of tus of a client. Raises `tus-version`.

    A dependency of every route but OPTIONS.
    """
    if request.headers.get("tus-resumable") != VERSION:
        raise Problem("tus-version", headers={"Tus-Version": VERSION})


def announcement(request: Request, limit: int) -> Announcement:
    """Return what a creation announces.

    Raises `malformed`, `too-large` (over `limit` bytes) or `unsupported-media-type`.
    """
    length = _number(request, "Upload-Length")
    if length == 0:
        raise Problem("malformed", "A document has at least one byte.")
    if length > limit:
        raise Problem("too-large", headers={"Tus-Max-Size": str(limit)})
    metadata = _metadata(request.headers.get("upload-metadata", ""))
    if metadata.keys() != _METADATA_KEYS:
        raise Problem("malformed", "Upload-Metadata has the keys document_id, sha256 and media_type.")
    if not re.fullmatch(ID_PATTERN, metadata["document_id"]):
        raise Problem("malformed", "document_id is a UUIDv7 in lower case.")
    if not _SHA256.fullmatch(metadata["sha256"]):
        raise Problem("malformed", "sha256 has 64 hexadecimal digits in lower case.")
    if metadata["media_type"] not in media_types.TAKEN:
        raise Problem("unsupported-media-type")
    return Announcement(metadata["document_id"], length, metadata["sha256"], metadata["media_type"])


def offset(request: Request) -> int:
    return _number(request, "Upload-Offset")


def body_length(request: Request) -> int | None:
    """Return the announced length, or None where only the end tells.

    0 where there is no body.
    """
    if "transfer-encoding" in request.headers:
        return None
    return _number(request, "Content-Length") if "content-length" in request.headers else 0


def require_content_type(request: Request) -> None:
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != CONTENT_TYPE:
        raise Problem("unsupported-media-type", f"The body of an upload is {CONTENT_TYPE}.")


def checksum(request: Request) -> bytes | None:
    """Return the SHA-256 that the client gives for this body, or None."""
    header = request.headers.get("upload-checksum")
    if header is None:
        return None
    algorithm, _, value = header.partition(" ")
    digest = _base64(value)
    if algorithm != CHECKSUM_ALGORITHM or digest is None or len(digest) != sha256().digest_size:
        raise Problem("malformed", "Upload-Checksum is `sha256` and the base64 of the digest.")
    return digest


def _number(request: Request, name: str) -> int:
    value = request.headers.get(name, "")
    if not _NUMBER.fullmatch(value):
        raise Problem("malformed", f"{name} is a number of bytes.")
    return int(value)


def _metadata(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        decoded = _base64(value)
        if decoded is None or not decoded.isascii() or key in found:
            raise Problem("malformed", "Upload-Metadata is pairs of a key and base64.")
        found[key] = decoded.decode("ascii")
    return found


def _base64(value: str) -> bytes | None:
    try:
        return b64decode(value, validate=True)
    except (Base64Error, ValueError):
        return None
