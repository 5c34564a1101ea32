"""What is written by `make contract` is not stale, and reads what earlier versions kept."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import ValidationError

from scripts import contract
from scripts.kept_shapes import SHAPES
from services import codec

ROOT = Path(__file__).resolve().parents[2]
KEPT: dict[str, list[dict[str, Any]]] = json.loads(Path(__file__).with_name("kept_shapes.json").read_bytes())
"""The smallest and the fullest of each shape that devices and archives hold, as the version that added it wrote them.

An entry is never changed. Where one fails, the contract needs a `default` for what is new in it.
"""
GENERATED = contract.generated()


@pytest.mark.parametrize("path", GENERATED)
def test_what_follows_from_the_contract_is_not_stale(path: str) -> None:
    assert (ROOT / path).read_text(encoding="utf-8") == GENERATED[path], "run `make contract`"


def test_what_a_phone_reads_with_needs_the_standard_library_alone() -> None:
    parts = [*ast.walk(ast.parse(GENERATED[contract.CLIENT]))]
    assert not any(isinstance(part, ast.Import) for part in parts)
    named = {part.module for part in parts if isinstance(part, ast.ImportFrom)}
    assert named == {"__future__", "dataclasses", "enum", "typing"}


@pytest.fixture(scope="module")
def name_body() -> type[Any]:
    """Body with a text that the contract limits in length alone."""
    name = {"type": "string", "minLength": 1, "maxLength": 10}
    body = {"type": "object", "required": ["name"], "properties": {"name": name, "other": {"type": "string"}}}
    module = ModuleType("made_body")
    exec(contract.strict({"NameBody": body}, contract.BODIES), module.__dict__)
    made: type[Any] = module.NameBody
    made.model_rebuild(_types_namespace=module.__dict__)
    return made


@pytest.mark.parametrize("name", ["Amina", "بن\u200cعلي", "n" * 10])
def test_a_text_of_a_body_is_a_line(name_body: type[Any], name: str) -> None:
    assert name_body.model_validate({"name": name, "other": ""}).name == name


@pytest.mark.parametrize(
    ("name", "found"),
    [
        *[(name, "pattern") for name in ("a\0b", "a\nb", "a\u2028b", "a\u202eb", "a\x85")],
        *[("   ", "string_pattern_mismatch"), ("", "too_short"), ("n" * 11, "too_long")],
    ],
)
def test_no_other_text_is_taken(name_body: type[Any], name: str, found: str) -> None:
    with pytest.raises(ValidationError) as refused:
        name_body.model_validate({"name": name})
    assert [each["type"] for each in refused.value.errors()] == [found]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_shape_that_was_kept_is_read_and_kept_again_as_it_was(shape: type[Any]) -> None:
    for kept in KEPT[shape.__name__]:
        assert codec.unstructure(codec.structure(kept, shape)) == kept


def test_every_shape_that_is_kept_is_looked_at() -> None:
    assert KEPT.keys() == {shape.__name__ for shape in SHAPES}
