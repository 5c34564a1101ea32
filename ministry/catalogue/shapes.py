"""The contract's shapes of what is published, told as errors of the catalogue."""

from __future__ import annotations

from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from ministry.catalogue.errors import (
    CatalogueError,
    DuplicateIdError,
    MissingKeyError,
    MissingLanguageError,
    UnknownKeyError,
    WrongShapeError,
)
from ministry.contract.answers import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
REQUIRED_LANGUAGES = ("ar", "fr")

Model = TypeVar("Model", bound=BaseModel)


def checked(value: Any, model: type[Model], where: str = "") -> Model:
    """Return the value as its model.

    Raises the CatalogueError of the first that is wrong.
    """
    try:
        made = model.model_validate(value)
    except ValidationError as error:
        raise _told(error.errors(include_url=False)[0], value, where) from error
    _check_tidy(value, where)
    return made


def _told(found: ErrorDetails, value: Any, where: str) -> CatalogueError:
    key = str(found["loc"][-1]) if found["loc"] else ""
    for part in found["loc"]:
        if isinstance(value, list) and isinstance(part, int):
            value = value[part]
            where += f"/{_name(value) or part}"
        elif isinstance(value, dict) and part in value:
            value = value[str(part)]
            where += f"/{part}"
    if found["type"] == "missing":
        return MissingLanguageError(where, key) if key in REQUIRED_LANGUAGES else MissingKeyError(where, key)
    if found["type"] == "extra_forbidden":
        return UnknownKeyError(where.removesuffix(f"/{key}"), key)
    return WrongShapeError(where, found["msg"], found["input"])


def _check_tidy(value: Any, where: str) -> None:
    """Refuse null, blanks around a text, and names twice in lists."""
    if value is None or (isinstance(value, str) and (not value or value != value.strip())):
        raise WrongShapeError(where, "a text without blanks around it", value)
    if isinstance(value, dict):
        for key, each in value.items():
            _check_tidy(each, f"{where}/{key}")
    elif isinstance(value, list):
        seen = set[str]()
        for place, each in enumerate(value):
            name = _name(each)
            if name is not None and name in seen:
                raise DuplicateIdError(where, name)
            seen |= {name} if name is not None else set()
            _check_tidy(each, f"{where}/{place if name is None else name}")


def _name(element: Any) -> str | None:
    """Return the name of a list's item.

    Its id, an option's value, or the item itself where it is a plain text.
    """
    if isinstance(element, str):
        return element
    if isinstance(element, dict):
        name = element.get("id", None if "rule" in element else element.get("value"))
        return name if isinstance(name, str) else None
    return None
