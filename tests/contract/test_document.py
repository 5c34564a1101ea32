"""The contract itself: a valid OpenAPI document whose every example is what its schema says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from ministry.catalogue.strict_yaml import read

CONTRACT = Path(__file__).parents[2] / "contract" / "openapi.yaml"
DOCUMENT: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
REGISTRY: Registry[Any] = Registry().with_resource(
    "urn:contract", Resource.from_contents(DOCUMENT, default_specification=DRAFT202012)
)
METHODS = {"get", "put", "post", "patch", "delete", "head", "options"}


def resolve(node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in node:
        return node
    found: dict[str, Any] = DOCUMENT
    for part in node["$ref"].removeprefix("#/").split("/"):
        found = found[part]
    return resolve(found)


def absolute(node: Any) -> Any:
    """Make the references of a schema absolute."""
    if isinstance(node, dict):
        return {
            key: f"urn:contract{value}" if key == "$ref" else absolute(value) for key, value in node.items()
        }
    return [absolute(item) for item in node] if isinstance(node, list) else node


def errors(schema: dict[str, Any], value: Any) -> list[str]:
    validator = Draft202012Validator(absolute(schema), registry=REGISTRY, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in DOCUMENT["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {path}", operation


def contents() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each body of the document: place and media type object."""
    for name, operation in operations():
        for media, content in operation.get("requestBody", {}).get("content", {}).items():
            yield f"{name} request {media}", content
        for status, response in operation["responses"].items():
            for media, content in resolve(response).get("content", {}).items():
                yield f"{name} {status} {media}", content


def parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, operation in operations():
        shared = DOCUMENT["paths"][name.split(" ")[1]].get("parameters", [])
        for parameter in [*shared, *operation.get("parameters", [])]:
            yield f"{name} {resolve(parameter)['name']}", resolve(parameter)
        for status, response in operation["responses"].items():
            for header, described in resolve(response).get("headers", {}).items():
                yield f"{name} {status} {header}", resolve(described)


def test_no_key_of_the_document_is_said_twice() -> None:
    read(CONTRACT)


def test_the_document_is_valid_openapi() -> None:
    OpenAPIV31SpecValidator(DOCUMENT).validate()


@pytest.mark.parametrize(("where", "content"), [pytest.param(*found, id=found[0]) for found in contents()])
def test_every_body_has_examples_that_fit_its_schema(where: str, content: dict[str, Any]) -> None:
    assert content.get("examples"), f"{where} has no example"
    for example in content["examples"].values():
        assert errors(content["schema"], resolve(example)["value"]) == []


def test_examples_of_parameters_and_headers_fit_their_schemas() -> None:
    wrong = {
        where: errors(described["schema"], described["example"])
        for where, described in parameters()
        if "example" in described
    }
    assert {where: found for where, found in wrong.items() if found} == {}


def test_every_problem_type_has_an_example_of_its_own() -> None:
    known = set(DOCUMENT["components"]["schemas"]["Problem"]["properties"]["type"]["enum"])
    shown = {
        example["value"]["type"]
        for example in DOCUMENT["components"]["examples"].values()
        if isinstance(example["value"], dict) and "title" in example["value"] and "type" in example["value"]
    }
    assert shown == known


def test_every_operation_says_what_it_does_and_may_fail() -> None:
    for name, operation in operations():
        assert operation["summary"], name
        assert "500" in operation["responses"], name
