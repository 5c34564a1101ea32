"""What is sent: requests, and papers that they name."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal, TypeAlias

from pydantic import AfterValidator, Field, PlainValidator
from pydantic_core import PydanticCustomError

from ministry.http.bodies import Body
from ministry.ids import ID_PATTERN

NAME_PATTERN = "^[a-z][a-z0-9_]{0,63}$"
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_TEXT_LIMIT, _CHOICE_LIMIT, _CHOICES_LIMIT, _CODE_LIMIT, _NUMBER_LIMIT = 10_000, 200, 100, 10, 10**12

Language: TypeAlias = Literal["ar", "fr", "en", "kab"]


def _time(value: str) -> str:
    if not _TIME.fullmatch(value):
        raise PydanticCustomError("date", "not a time of the contract")
    try:
        datetime.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("date", "no such time") from None
    return value


Time: TypeAlias = Annotated[str, AfterValidator(_time)]
"""RFC 3339 in UTC, kept as it was written."""


def _answer(value: Any) -> Any:
    """Return any of the contract's forms of answer.

    Whether it is the question's is for the form to say.
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _short(value, _TEXT_LIMIT)
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        if len(value) > _CHOICES_LIMIT:
            raise PydanticCustomError("too_many", "too many choices")
        return [_short(item, _CHOICE_LIMIT) for item in value]
    if _is_place(value):
        return value
    raise PydanticCustomError("type", "no form of answer")


def _short(value: str, limit: int) -> str:
    if len(value) > limit:
        raise PydanticCustomError("max_length", "too long")
    return value


def _number(value: float) -> int | float:
    """Turn 3.0 into 3, so that both are the same answer."""
    # Not by `math.isfinite`: a whole number of four hundred digits is no float.
    if not abs(value) <= _NUMBER_LIMIT:
        raise PydanticCustomError("max" if value > 0 else "min", "out of range")
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _is_place(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and value.keys() == {"wilaya", "commune"}
        and all(isinstance(code, str) and len(code) <= _CODE_LIMIT for code in value.values())
    )


Answer: TypeAlias = Annotated[Any, PlainValidator(_answer)]
QuestionId: TypeAlias = Annotated[str, Field(pattern=NAME_PATTERN)]


class PaperBody(Body):
    question_id: QuestionId
    document_id: str = Field(pattern=ID_PATTERN)
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class RequestBody(Body):
    most_bytes: ClassVar[int] = 256 * 1024
    most_values: ClassVar[int] = 1000

    service_id: QuestionId
    form_version: str = Field(min_length=1, max_length=32, pattern="^[A-Za-z0-9._-]+$")
    language: Language
    created_at: Time
    answers: dict[QuestionId, Answer] = Field(max_length=200)
    papers: list[PaperBody] = Field(max_length=50)
