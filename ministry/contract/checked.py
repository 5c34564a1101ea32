"""Types of the contract whose values no pattern tells: the generated bodies name them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainValidator
from pydantic_core import PydanticCustomError

from ministry.text import OneLine, PlainText

__all__ = ["Answer", "Body", "Day", "OneLine", "PlainText", "Time"]

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
_TEXT_LIMIT, _CHOICE_LIMIT, _CHOICES_LIMIT, _CODE_LIMIT, _NUMBER_LIMIT = 10_000, 200, 100, 10, 10**12


class Body(BaseModel):
    """A body of the contract: no member more than it names, no value of another JSON type."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def _moment(form: re.Pattern[str]) -> AfterValidator:
    def check(value: str) -> str:
        if not form.fullmatch(value):
            raise PydanticCustomError("date", "not a day or time of the contract")
        try:
            datetime.fromisoformat(value)
        except ValueError:
            raise PydanticCustomError("date", "no such day or time") from None
        return value

    return AfterValidator(check)


Day: TypeAlias = Annotated[str, _moment(_DAY)]
Time: TypeAlias = Annotated[str, _moment(_TIME)]
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
