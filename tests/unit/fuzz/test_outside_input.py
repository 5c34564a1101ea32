"""Whatever comes from outside: a model or a typed error comes out, nothing else, and in bounded time.

Pictures and PDFs are in `tests/unit/documents`, archives in `tests/unit/archive`, any JSON as any model in
`tests/unit/test_codec.py`.
"""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from functools import cache
from typing import Any

import httpx
from hypothesis import given, settings
from hypothesis import strategies as st

from services.api.error_map import error_for
from services.api.transport import HttpAnswer
from services.catalogue.decoding import CatalogueError, decode_catalogue, decode_places
from services.errors import MinistryError
from services.models.catalogue import Catalogue
from tests.examples import examples
from tests.unit.catalogue.builders import catalogue, question, service

NOW = datetime(2026, 1, 4, 9, 0, tzinfo=UTC)

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=8)
    | st.sampled_from(["urn:qarib:problem:validation", "fr", "all", "any", "not", "text", "one_of"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
STATUSES = st.sampled_from(
    [200, 204, 302, 400, 401, 403, 404, 409, 410, 413, 422, 423, 429, 460, 500, 503, 599]
)
HEADERS = st.dictionaries(
    st.sampled_from(
        ["retry-after", "date", "content-type", "tus-resumable", "upload-offset", "www-authenticate"]
    ),
    st.sampled_from(
        ["application/problem+json", "1.0.0", "-1", "9" * 30, "Sun, 04 Jan 2026 09:00:00 GMT", "Fri, 99"]
    )
    | st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30),
)
PROBLEMS = st.fixed_dictionaries(
    {},
    optional={
        "type": JSON,
        "title": JSON,
        "status": JSON,
        "tries_left": JSON,
        "errors": JSON
        | st.lists(st.fixed_dictionaries({}, optional={"pointer": JSON, "code": JSON}), max_size=3),
    },
)
BODIES = st.binary(max_size=200) | (JSON | PROBLEMS).map(lambda value: json.dumps(value).encode())


@cache
def sound_catalogue() -> dict[str, Any]:
    """Return a catalogue with a question of each sort of rule."""
    condition = {
        "all": [
            {"question": "a", "op": "equals", "value": True},
            {"negate": {"question": "b", "op": "answered"}},
        ]
    }
    rule = {"rule": "pattern", "value": "[a-z]+", "message": {"ar": "…", "fr": "…"}}
    option = {"value": "x", "label": {"ar": "…", "fr": "…"}}
    asked = [
        question("a", "yes_no"),
        question("b", "text", rules=[rule]),
        question("c", "one_of", options=[option], show_when=condition),
        question("d", "paper"),
    ]
    found: dict[str, Any] = json.loads(catalogue(service("first", *asked), service("second")))
    return found


def places_in(value: Any) -> list[tuple[Any, Any]]:
    """Return every place of a JSON value, as container and key."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    return found + [place for key in keys for place in places_in(value[key])]


def decodes(raw: bytes) -> None:
    try:
        found, _ = decode_catalogue(raw)
    except CatalogueError:
        return
    assert isinstance(found, Catalogue)


@given(data=st.data())
@settings(max_examples=examples(100))
def test_a_catalogue_with_anything_in_it(data: st.DataObject) -> None:
    changed = copy.deepcopy(sound_catalogue())
    for _ in range(data.draw(st.integers(1, 3))):
        container, key = data.draw(st.sampled_from(places_in(changed)))
        container[key] = data.draw(JSON)
    decodes(json.dumps(changed).encode())


@given(BODIES)
@settings(max_examples=examples(100))
def test_any_bytes_as_a_catalogue_or_its_places(raw: bytes) -> None:
    decodes(raw)
    try:
        decode_places(raw)
    except CatalogueError:
        return


@given(STATUSES, HEADERS, BODIES)
@settings(max_examples=examples(200))
def test_any_refusal_of_the_ministry(status: int, headers: dict[str, str], body: bytes) -> None:
    answer = HttpAnswer(status, httpx.Headers(headers), body, NOW)
    error = error_for(answer)
    assert isinstance(error, MinistryError)
    assert repr(error)
    offset = answer.number("upload-offset")
    assert offset is None or offset >= 0
