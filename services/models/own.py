"""What a person makes here whole and sends, as it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from services.models.outbox import Sending


class HasId(Protocol):
    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=HasId)


# Without slots: in Python 3.11 a frozen generic dataclass with slots cannot be made as `Kept[int](…)`.
@dataclass(frozen=True)
class Kept(Generic[T]):
    """A record as the ministry told it last, or as it was written, and how far its sending is."""

    value: T
    sending: Sending


@dataclass(frozen=True)
class Newest(Generic[T]):
    """The newest records of a kind; `total` counts all of them."""

    items: list[Kept[T]]
    total: int


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a new record says of itself."""

    id: str
    sent_at: str
    language: str
