"""The way from the ministry's JSON to models; what has another shape is not of the contract."""

from __future__ import annotations

from typing import TypeVar

from services import codec
from services.api.transport import HttpAnswer
from services.codec import ShapeError
from services.errors import ProtocolError

T = TypeVar("T")


def decode(answer: HttpAnswer, target: type[T]) -> T:
    """Decode the body of an answer. Raises `ProtocolError`."""
    try:
        return codec.parse(answer.body, target)
    except ShapeError as error:
        raise ProtocolError(answer.status, answer.media_type) from error
