"""Add the smallest and the fullest record of each shape that devices keep to `tests/unit/kept_shapes.json`.

`make contract` runs it. What is there is never changed: later versions must read it.
"""

from __future__ import annotations

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from services.models.case import Case, CasePaper, Message
from services.models.contract import FieldError
from services.models.person import Person
from services.models.request import Receipt, Request
from services.registry import KINDS

KEPT = Path(__file__).resolve().parents[1] / "tests" / "unit" / "kept_shapes.json"
SHAPES: tuple[type[Any], ...] = (
    *(Case, CasePaper, Message, Person, Receipt, Request, FieldError),
    *(kind.shape for kind in KINDS.values() if kind.shape is not None),
)


def example(shape: Any, *, full: bool) -> Any:
    """Return the smallest or the fullest value of a shape, as JSON."""
    if get_origin(shape) is types.UnionType:
        return example(get_args(shape)[0], full=full)
    if get_origin(shape) is list:
        return [example(get_args(shape)[0], full=True)] if full else []
    if get_origin(shape) is dict:
        return {"fr": example(get_args(shape)[1], full=True)} if full else {}
    if is_dataclass(shape):
        hints = get_type_hints(shape)
        needed = [
            each.name for each in fields(shape) if full or each.default is each.default_factory is MISSING
        ]
        return {name: example(hints[name], full=full) for name in needed}
    if isinstance(shape, type) and issubclass(shape, Enum):
        return [*shape][-1].value
    plain: dict[Any, Any] = {str: "text" if full else "", int: 7, bool: True, Any: "any"}
    return plain[shape]


def smallest_and_fullest(shape: type[Any]) -> list[Any]:
    return [example(shape, full=False), example(shape, full=True)]


if __name__ == "__main__":
    kept = json.loads(KEPT.read_bytes())
    for each in SHAPES:
        kept.setdefault(each.__name__, smallest_and_fullest(each))
    KEPT.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
