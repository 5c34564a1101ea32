"""From the ministry's JSON to models; what has another shape is not of the contract."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

from services import codec
from services.api.responses import ListPage
from services.api.transport import HttpAnswer
from services.codec import ShapeError
from services.errors import ProtocolError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _AnyPage:
    items: list[Any]
    next: str | None = None


def decode(answer: HttpAnswer, target: type[T]) -> T:
    """Raises `ProtocolError`."""
    try:
        return codec.parse(answer.body, target)
    except ShapeError as error:
        raise ProtocolError(answer.status, answer.media_type) from error


def decode_page(answer: HttpAnswer, item: type[T]) -> ListPage[T]:
    """Raises `ProtocolError`."""
    page = decode(answer, _AnyPage)
    try:
        return ListPage([codec.structure(each, item) for each in page.items], page.next)
    except ShapeError as error:
        raise ProtocolError(answer.status, answer.media_type) from error
