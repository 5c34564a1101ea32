from __future__ import annotations

import json
from typing import Any

import pytest

from services.catalogue.decoding import CatalogueError, decode_catalogue, decode_places
from tests.unit.catalogue.builders import PLACES, catalogue, question, service


def test_what_a_newer_ministry_adds_is_ignored() -> None:
    found, too_new = decode_catalogue(catalogue(service("a", icon="chair"), news=["…"]))
    assert [each.id for each in found.services] == ["a"]
    assert too_new == []


@pytest.mark.parametrize(
    "strange",
    [
        question("q", "signature"),
        question("q", "text", show_when={"question": "a", "op": "resembles", "value": 1}),
        question("q", "text", show_when={"all": [{"negate": {"question": "a", "op": "resembles"}}]}),
        question("q", "text", rules=[{"rule": "pattern", "value": "[", "message": {"ar": "…", "fr": "…"}}]),
        question("q", "one_of"),
        question("q", "number", label="Combien"),
    ],
)
def test_a_form_that_cannot_be_shown_whole_takes_nothing_from_the_others(strange: dict[str, Any]) -> None:
    found, too_new = decode_catalogue(catalogue(service("a"), service("b", question("a", "yes_no"), strange)))
    assert [each.id for each in found.services] == ["a"]
    assert too_new == ["b"]


def test_an_optional_question_of_a_new_type_is_left_out() -> None:
    new = question("new", "signature", required=False)
    found, too_new = decode_catalogue(catalogue(service("a", question("q", "text"), new)))
    (form,) = (each.form for each in found.services)
    assert [each.id for group in form.groups for each in group.questions] == ["q"]
    assert too_new == []


def test_a_question_that_stands_twice_makes_no_form() -> None:
    twice = service("a", question("q", "text"), question("q", "date"))
    assert decode_catalogue(catalogue(twice))[1] == ["a"]


@pytest.mark.parametrize("raw", [b"", b"<html>", b"[]", b"{}", json.dumps({"services": []}).encode()])
def test_what_is_no_catalogue_is_refused_whole(raw: bytes) -> None:
    with pytest.raises(CatalogueError):
        decode_catalogue(raw)


def test_places() -> None:
    (wilaya,) = decode_places(PLACES)
    assert (wilaya.code, wilaya.communes[0].code) == ("15", "1501")
    for raw in (b"", b"[]", b"{}", b'{"wilayas": 3}'):
        with pytest.raises(CatalogueError):
            decode_places(raw)


@pytest.mark.parametrize("unknown", ["of_tomorrow", "../../secret", "", 7, None, ["card"]])
def test_a_pictogram_that_this_version_has_not_is_left_out(unknown: Any) -> None:
    known = {"value": "a", "label": {"ar": "أ", "fr": "a"}, "pictogram": "calendar"}
    asked = question(
        "q", "one_of", pictogram=unknown, options=[known, {**known, "value": "b", "pictogram": unknown}]
    )
    found, too_new = decode_catalogue(
        catalogue(service("a", asked, pictogram="wheelchair"), service("b", pictogram=unknown))
    )
    first, second = found.services
    decoded = first.form.groups[0].questions[0]
    assert (first.pictogram, second.pictogram, decoded.pictogram) == ("wheelchair", None, None)
    assert [option.pictogram for option in decoded.options] == ["calendar", None]
    assert too_new == []


def test_depth_without_end_takes_nothing_from_the_others() -> None:
    deep = json.loads('{"a":' * 900 + "1" + "}" * 900)
    found, too_new = decode_catalogue(catalogue(service("a"), service("b", news=[[deep]])))
    assert [each.id for each in found.services] == ["a", "b"]
    assert too_new == []
