"""A public document of the ministry, as it came."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fetched:
    """JSON that has not been looked into yet; whoever keeps it keeps these very bytes.

    Encoding a decoded document again would lose what only a later version of the app can read, and the
    ETag would claim that it is whole.
    """

    raw: bytes
    etag: str | None
