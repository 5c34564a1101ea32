"""The ministry reads forms as the client does: the same vectors, on its side of the wire."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ministry.forms.checking import check
from ministry.forms.conditions import holds, shown

VECTORS = json.loads((Path(__file__).parents[2] / "contract/examples/form-vectors.json").read_text("utf-8"))
PLACES = {"15": frozenset({"1501"})}


def _named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{number}-{case['name']}") for number, case in enumerate(cases)]


def _form(*questions: dict[str, Any]) -> dict[str, Any]:
    return {"version": "1", "groups": [{"id": "g", "questions": list(questions)}]}


@pytest.mark.parametrize("case", _named([case for case in VECTORS["answers"] if "answer" in case]))
def test_answers(case: dict[str, Any]) -> None:
    question, answer = case["question"], case["answer"]
    sent = {} if answer is None else {question["id"]: answer}
    today = date.fromisoformat(VECTORS["today"])
    errors = check(_form(question), sent, [], places=PLACES, today=today)
    assert bool(errors) is ("code" in case)


@pytest.mark.parametrize("case", _named(VECTORS["refused"]))
def test_what_no_client_sends_is_refused(case: dict[str, Any]) -> None:
    form, today = _form(case["question"]), date.fromisoformat(VECTORS["today"])
    errors = check(form, {"q": case["answer"]}, [], places=PLACES, today=today)
    assert [(error["pointer"], error["code"]) for error in errors] == [("/answers/q", case["code"])]


@pytest.mark.parametrize(
    "case", _named([case for case in VECTORS["conditions"] if "as typed" not in case["name"]])
)
def test_conditions(case: dict[str, Any]) -> None:
    unanswered = {key: value for key, value in case["inputs"].items() if value != "  "}
    questions = [{"id": key, "type": "text", "required": False} for key in ("a", "b")]
    form = _form(*questions, {"id": "asked", "type": "text", "show_when": case["condition"]})
    assert ("asked" in shown(form, unanswered)) is case["holds"]


@pytest.mark.parametrize("case", _named(VECTORS["visibility"]))
def test_visibility(case: dict[str, Any]) -> None:
    assert list(shown(_form(*case["questions"]), case["inputs"])) == case["visible"]


def test_what_rests_on_a_hidden_question_is_unknown() -> None:
    assert holds({"negate": {"question": "hidden", "op": "answered"}}, {}) is None
