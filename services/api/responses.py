"""What the client gives back beside the shapes of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


# Without slots: in Python 3.11 a frozen generic dataclass with slots cannot be made as `Versioned[int](…)`.
@dataclass(frozen=True)
class Versioned(Generic[T]):
    """What was read, with the ETag to ask whether it changed."""

    value: T
    etag: str | None


@dataclass(frozen=True, slots=True)
class Fetched:
    """JSON that was not decoded yet; a caller that stores it stores these bytes.

    Encoding a decoded document again would lose what only a later version of the app can read, and the
    ETag would claim that it is whole.
    """

    raw: bytes
    etag: str | None
