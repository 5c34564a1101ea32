"""The check of every exchange between a client and a server against contract/openapi.yaml."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import yaml
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

_HERE = "urn:contract"
_OF_THE_TRANSFER = (b"content-encoding", b"content-length")
_FILE = Path(__file__).parents[2] / "contract/openapi.yaml"


@dataclass(frozen=True)
class Operation:
    id: str
    data: Mapping[str, Any]
    in_path: Mapping[str, str]
    parameters: list[Mapping[str, Any]]


class Contract:
    def __init__(self) -> None:
        text = json.dumps(yaml.safe_load(_FILE.read_text("utf-8")), default=str)
        # References become absolute, so that any part of the document can be used as a schema by itself.
        self.document: Any = json.loads(text.replace('"#/', f'"{_HERE}#/'))
        resource: Resource[Any] = DRAFT202012.create_resource(self.document)
        self._good: set[tuple[str, bytes]] = set()
        self._registry: Any = Registry().with_resource(_HERE, resource)

    def operations(self) -> set[str]:
        return {
            operation["operationId"]
            for path in self.document["paths"].values()
            for method, operation in path.items()
            if method != "parameters"
        }

    def operation(self, method: str, path: str) -> Operation:
        """Return the operation of a request.

        Literal paths go before those with a parameter.
        """
        for template in sorted(self.document["paths"], key=lambda each: each.count("{")):
            match = re.fullmatch(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(template)), path)
            item = self.document["paths"][template]
            if match and method.lower() in item:
                operation = item[method.lower()]
                listed = [*item.get("parameters", ()), *operation.get("parameters", ())]
                parameters = [self.resolve(each) for each in listed]
                return Operation(operation["operationId"], operation, match.groupdict(), parameters)
        raise AssertionError(f"{method} {path} is not in the contract")

    def resolve(self, node: Any) -> Any:
        while isinstance(node, dict) and "$ref" in node:
            parts = node["$ref"].partition("#/")[2].split("/")
            node = self.document
            for part in parts:
                node = node[part.replace("~1", "/").replace("~0", "~")]
        return node

    def errors(self, schema: Any, value: Any) -> list[str]:
        validator = Draft202012Validator(schema, registry=self._registry, format_checker=FormatChecker())
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def body_errors(self, schema: Any, body: bytes) -> list[str]:
        # Looks once only at what comes again: the catalogue takes a second.
        key = (json.dumps(schema), hashlib.sha256(body).digest())
        if key not in self._good:
            if errors := self.errors(schema, json.loads(body)):
                return errors
            self._good.add(key)
        return []


class Held(httpx.AsyncBaseTransport):
    """A transport that passes requests on; one that breaks the contract, from either side, is an AssertionError."""

    def __init__(self, inner: httpx.AsyncBaseTransport, contract: Contract) -> None:
        self._inner = inner
        self._contract = contract
        self.seen: set[tuple[str, int]] = set()
        """Operations with the statuses that they were answered with."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        operation = self._contract.operation(request.method, request.url.path)
        wrong = [*self._request_errors(operation, request, body)]
        response = await self._inner.handle_async_request(request)
        content = await response.aread()
        wrong += self._response_errors(operation, response, content)
        assert not wrong, f"{operation.id}: {wrong}"
        self.seen.add((operation.id, response.status_code))
        # It was decompressed to be looked at.
        headers = [each for each in response.headers.raw if each[0].lower() not in _OF_THE_TRANSFER]
        return httpx.Response(response.status_code, headers=headers, content=content)

    def _request_errors(self, operation: Operation, request: httpx.Request, body: bytes) -> Iterator[str]:
        for parameter in operation.parameters:
            places = {"path": operation.in_path, "query": request.url.params, "header": request.headers}
            value = places[parameter["in"]].get(parameter["name"])
            if value is None:
                if parameter.get("required"):
                    yield f"{parameter['name']} is missing"
            else:
                typed = _typed(value, self._contract, parameter)
                yield from self._contract.errors(parameter["schema"], typed)
        wanted = operation.data.get("requestBody")
        known = {each["name"] for each in operation.parameters if each["in"] == "query"}
        yield from (f"query {name}" for name in request.url.params if name not in known)
        if operation.data.get("security") != [] and "authorization" not in request.headers:
            yield "not signed"
        if operation.data.get("security") == [] and "authorization" in request.headers:
            yield "a token where none is needed"
        if wanted is None:
            yield from ["a body"] if body else []
        elif body or wanted.get("required"):
            yield from self._body_errors(wanted["content"], request.headers, body)

    def _response_errors(self, operation: Operation, response: httpx.Response, body: bytes) -> Iterator[str]:
        told = self._contract.resolve(operation.data["responses"].get(str(response.status_code)))
        if told is None:
            yield f"status {response.status_code}"
            return
        for name, header in told.get("headers", {}).items():
            if self._contract.resolve(header).get("required") and name not in response.headers:
                yield f"header {name} is missing"
        if "content" in told:
            yield from self._body_errors(told["content"], response.headers, body)
        elif body:
            yield "a body"

    def _body_errors(self, content: Mapping[str, Any], headers: httpx.Headers, body: bytes) -> Iterator[str]:
        media_type = headers.get("content-type", "").partition(";")[0]
        if media_type not in content:
            yield f"content type {media_type!r}"
        elif media_type.endswith("json"):
            yield from self._contract.body_errors(content[media_type]["schema"], body)


def _typed(value: str, contract: Contract, parameter: Mapping[str, Any]) -> Any:
    return int(value) if contract.resolve(parameter["schema"]).get("type") == "integer" else value
