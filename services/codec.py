"""Between JSON values and the dataclasses of `services.models`, strictly and without surprises.

Keys that are not known are ignored, so that a newer ministry still works with this version. A value of
another type is never bent into shape (`7` does not become `"7"`): it raises `ShapeError`.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, cast, get_args, get_origin

from cattrs import Converter
from cattrs.errors import StructureHandlerNotFoundError
from cattrs.gen import make_dict_structure_fn

from services.errors import QaribError
from services.models.request import RawInput

T = TypeVar("T")
Hook = Callable[[Any, Any], Any]


@dataclass
class ShapeError(QaribError):
    """A JSON value is not a `target`. What it held is not told: it may be personal."""

    target: str


def structure(value: Any, target: type[T]) -> T:
    """Convert `value`, as `json.loads` gives it, to a `target`. Raises `ShapeError`."""
    try:
        return _CONVERTER.structure(value, target)
    except (StructureHandlerNotFoundError, TypeError, ValueError, KeyError, RecursionError):
        # From None: the cause's text would quote the value.
        raise ShapeError(getattr(target, "__name__", str(target))) from None


def unstructure(value: Any) -> Any:
    """Convert a model to JSON values.

    Fields with their default value are left out.
    """
    return _CONVERTER.unstructure(value)


def parse(raw: bytes, target: type[T]) -> T:
    """Parse JSON text as a `target`. Raises `ShapeError`, also for broken JSON."""
    return structure(read_json(raw), target)


def read_json(raw: bytes) -> Any:
    """Parse any JSON.

    Raises `ShapeError` for bytes that are not JSON in UTF-8.
    """
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        raise ShapeError("JSON") from None


def dump(value: Any) -> bytes:
    """Encode a model as compact JSON in UTF-8."""
    return json.dumps(unstructure(value), ensure_ascii=False, separators=(",", ":")).encode()


def _exactly(kind: type[Any], *others: type[Any]) -> Hook:
    def hook(value: Any, target: Any) -> Any:
        # bool is an int in Python and is not a number in JSON.
        if not isinstance(value, (kind, *others)) or (isinstance(value, bool) and kind is not bool):
            raise TypeError
        # A StrEnum is dispatched as the str that it is.
        return value if target is kind else target(value)

    return hook


def _dataclass_hook(target: type[Any]) -> Hook:
    read: Any = make_dict_structure_fn(target, _CONVERTER, _cattrs_detailed_validation=False)

    def hook(value: Any, _: Any) -> Any:
        if not isinstance(value, dict):
            raise TypeError
        return read(value, target)

    return hook


def _list_hook(value: Any, target: Any) -> Any:
    # Without this, a string or an object would pass as the list of its characters or keys.
    if not isinstance(value, list):
        raise TypeError
    (item,) = get_args(target)
    return [_CONVERTER.structure(each, item) for each in value]


def _dict_hook(value: Any, target: Any) -> Any:
    if not isinstance(value, dict):
        raise TypeError
    _, item = get_args(target)
    return {key: _CONVERTER.structure(each, item) for key, each in value.items()}


def _raw_input_hook(value: Any, _: Any) -> Any:
    if isinstance(value, str | bool):
        return value
    if isinstance(value, list):
        return _CONVERTER.structure(value, list[str])
    return _CONVERTER.structure(value, dict[str, str])


def _is_a(origin: type[Any]) -> Callable[[Any], bool]:
    return lambda target: cast("Any", get_origin(target)) is origin


def _build() -> Converter:
    # Detailed validation collects the offending values into the error's text; they may be personal.
    converter = Converter(detailed_validation=False, omit_if_default=True)
    for kind, others in ((str, ()), (bool, ()), (int, ()), (float, (int,))):
        converter.register_structure_hook(kind, _exactly(kind, *others))
    converter.register_structure_hook_factory(dataclasses.is_dataclass, _dataclass_hook)
    converter.register_structure_hook_func(_is_a(list), _list_hook)
    converter.register_structure_hook_func(_is_a(dict), _dict_hook)
    converter.register_structure_hook_func(lambda target: target == RawInput, _raw_input_hook)
    return converter


_CONVERTER = _build()
