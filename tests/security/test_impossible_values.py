"""Values that no check foresees, in every place of a body and in every parameter: never the server's failure."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any
from urllib.parse import quote

import pytest
from fastapi import Depends, Request
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, PlainValidator

from ministry.contract.checked import Body
from ministry.http.answers import plain
from ministry.http.bodies import Received, body_of
from tests.contract.conftest import AMINA, World, problem
from tests.contract.nouns import TUS, Belongings, belongings
from tests.contract.test_document import DOCUMENT, operations, resolve
from tests.contract.test_server import logged
from tests.security.test_hostile_bodies import fuzzed

NUMBERS = [
    *("9" * digits for digits in (20, 309, 401, 4300, 4301, 20_000)),
    "-" + "9" * 401,
    "9" * 401 + ".5",
    "1e308",
    "1e309",
    "-1e400",
    "1E999999999",
    "1.5e-400",
    "-0.0",
    "NaN",
    "-Infinity",
]
OTHERS = [
    "null",
    "true",
    '"\\ud800"',
    '"\\u0000"',
    '"' + "9" * 5000 + '"',
    '"9999-99-99"',
    '"9999-12-31T24:00:00Z"',
    "[" * 300 + "]" * 300,
    '[["\\udc00"]]',
    '{"wilaya":1,"commune":[]}',
]
HERE = "the place of the value"
SIGNING_IN: dict[str, dict[str, Any]] = {
    "POST /v1/sign-in/codes": {"number": AMINA.number},
    "POST /v1/sign-in/tokens": {"challenge_id": "0193f0a0-6c00-7b00-8a00-00000000000a", "code": "246810"},
    "POST /v1/sign-in/refresh": {"refresh_token": "x"},
    "POST /v1/sign-out": {"refresh_token": "x"},
}
WITH_BODY = [
    name
    for name, operation in operations()
    if "application/json" in operation.get("requestBody", {}).get("content", {})
]
PARAMETERS = [
    (name, given["name"], given["in"])
    for name, operation in operations()
    for given in map(
        resolve,
        [*operation.get("parameters", ()), *DOCUMENT["paths"][name.split(" ")[1]].get("parameters", ())],
    )
]


@dataclass
class Scene:
    world: World
    has: Belongings

    def headers(self) -> dict[str, str]:
        return {**self.world.bearer(), "Content-Type": "application/json"}


@pytest.fixture
def scene(world: World) -> Scene:
    has = belongings(world)
    return Scene(world, Belongings(has.ids, SIGNING_IN | has.bodies))


def variants(body: Any) -> Iterator[Any]:
    """Yield the body with `HERE` in each place in turn.

    At every depth; as a whole too.
    """
    yield HERE
    members = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for key, inner in members:
        for changed in variants(inner):
            whole = deepcopy(body)
            whole[key] = changed
            yield whole


@pytest.mark.parametrize("name", WITH_BODY)
def test_no_value_anywhere_in_a_body_is_the_servers_failure(scene: Scene, name: str) -> None:
    method, path = name.split(" ")
    wrong: dict[str, int] = {}
    for body in variants(scene.has.bodies[name]):
        template = json.dumps(body)
        for value in NUMBERS + OTHERS:
            content = template.replace(f'"{HERE}"', value)
            answer = scene.world.http.request(
                method, path.format(**scene.has.ids), content=content, headers=scene.headers()
            )
            if answer.status_code >= 500:
                wrong[content[:200]] = answer.status_code
            elif answer.status_code >= 400:
                assert problem(answer)
    assert wrong == {}


def test_a_number_out_of_range_is_named_where_it_stands(scene: Scene) -> None:
    body = {**scene.has.bodies["PUT /v1/requests/{id}"], "answers": {"amount": HERE}}
    for number in ("9" * 401, "-" + "9" * 401, "1e308", "1000000000001"):
        answer = scene.world.http.put(
            f"/v1/requests/{scene.world.new_id()}",
            content=json.dumps(body).replace(f'"{HERE}"', number),
            headers=scene.headers(),
        )
        assert problem(answer) == "validation"
        found = {"pointer": "/answers/amount", "code": "min" if number.startswith("-") else "max"}
        assert answer.json()["errors"] == [found]


def test_no_value_of_a_parameter_is_the_servers_failure(scene: Scene) -> None:
    wrong = []
    for name, parameter, where in PARAMETERS:
        for value in [*NUMBERS, "%ED%A0%80", "%00", "%FF", "٣", "9223372036854775808", "f_________8"]:
            answer = with_parameter(scene, name, parameter, where, value)
            if answer.status_code >= 500:
                wrong.append((name, parameter, value[:30], answer.status_code))
    assert wrong == []


def with_parameter(scene: Scene, name: str, parameter: str, where: str, value: str) -> Any:
    method, path = name.split(" ")
    ids, query, headers = dict(scene.has.ids), "", {**scene.headers(), **TUS}
    match where:
        case "path":
            ids[parameter] = quote(value, safe="%")
        case "query":
            query = f"?{parameter}={quote(value, safe='%')}"
        case _:
            headers[parameter] = value.encode("utf-8").decode("latin-1")
    return scene.world.http.request(
        method,
        path.format(**ids) + query,
        headers={key: text.encode("latin-1") for key, text in headers.items()},
        content=json.dumps(scene.has.bodies.get(name, {})),
    )


@fuzzed(60)
@given(
    length=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=30)
    | st.sampled_from(NUMBERS)
)
def test_no_length_of_a_body_is_the_servers_failure(world: World, length: str) -> None:
    headers: Any = {"Content-Type": "application/json", "Content-Length": length.encode("latin-1")}
    answer = world.http.post("/v1/sign-in/codes", content=b"{}", headers=headers)
    assert answer.status_code in (400, 413, 422)


class RaggedError(Exception):
    """An error of no family that a check could foresee."""


ERRORS = [
    OverflowError("int too large"),
    RecursionError("deep"),
    InvalidOperation("decimal"),
    ZeroDivisionError("by zero"),
    UnicodeEncodeError("utf-8", "\ud800", 0, 1, "surrogates not allowed"),
    ValueError("Exceeds the limit (4300 digits)"),
    TypeError("unhashable"),
    KeyError("word of Tassadit"),
    IndexError("1"),
    AttributeError("none"),
    RaggedError("word of Tassadit"),
]


@pytest.mark.parametrize("kind", [AfterValidator, PlainValidator])
def test_whatever_a_check_of_a_body_falls_over_the_body_is_wrong(world: World, kind: Any) -> None:
    # The log names the check for the administrator, without a word of the person's.
    errors = iter(ERRORS)

    def falls_over(_value: object) -> object:
        raise next(errors)

    class Fragile(Body):
        text: Annotated[str, kind(falls_over)]

    for error in ERRORS:
        answer, written = sent_to(world, Fragile, {"text": "Tassadit"})
        assert problem(answer) == "validation", error
        assert answer.json()["errors"][0].keys() == {"pointer", "code"}
        assert "Tassadit" not in written + answer.text


def test_what_cannot_be_written_canonically_is_wrong_too(world: World) -> None:
    class Loose(Body):
        value: Annotated[Any, PlainValidator(lambda _value: Decimal("NaN"))]
        other: Annotated[Any, PlainValidator(lambda _value: "\ud800")]

    answer, written = sent_to(world, Loose, {"value": 1, "other": 1})
    assert problem(answer) == "validation"
    assert "a check of a body failed" in written or "Loose" in written


def sent_to(world: World, model: type[Body], body: Any) -> tuple[Any, str]:
    """Return the answer of a route, and what was logged."""

    async def take(_request: Request, received: Annotated[Received[Any], Depends(body_of(model))]) -> Any:
        return plain(received.text)

    take.__annotations__ = {
        "_request": Request,
        "received": Annotated[Received[Any], Depends(body_of(model))],
    }
    world.app.add_api_route("/taken", take, methods=["POST"])
    with logged() as lines:
        answer = world.http.post("/taken", json=body)
    return answer, lines.getvalue()
