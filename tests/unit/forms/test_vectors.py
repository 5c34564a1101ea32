"""The vectors that the ministry's own validator is run against too."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services import codec
from services.forms.answers import answer
from services.forms.conditions import holds, visible_questions
from services.forms.validation import check
from services.models.catalogue import Condition
from tests.unit.forms.builders import form, from_json

VECTORS = json.loads((Path(__file__).parents[3] / "contract/examples/form-vectors.json").read_text("utf-8"))
TODAY = date.fromisoformat(VECTORS["today"])


def _named(cases: list[dict[str, Any]]) -> list[Any]:
    return [pytest.param(case, id=f"{number}-{case['name']}") for number, case in enumerate(cases)]


@pytest.mark.parametrize("case", _named(VECTORS["answers"]))
def test_answers(case: dict[str, Any]) -> None:
    question = from_json(case["question"])
    raw = case["raw"]
    problem = check(question, raw, inputs={question.id: raw}, form=form(question), today=TODAY)
    assert (problem.code if problem else None) == case.get("code")
    if problem is None:
        value = answer(question, raw)
        assert value == case["answer"]
        assert type(value) is type(case["answer"])


@pytest.mark.parametrize("case", _named(VECTORS["refused"]))
def test_what_the_ministry_does_not_take_is_never_sent(case: dict[str, Any]) -> None:
    question = from_json(case["question"])
    sent = answer(question, case["answer"])
    assert sent != case["answer"]
    assert answer(question, sent) == sent


@pytest.mark.parametrize("case", _named(VECTORS["conditions"]))
def test_conditions(case: dict[str, Any]) -> None:
    assert holds(codec.structure(case["condition"], Condition), case["inputs"]) is case["holds"]


@pytest.mark.parametrize("case", _named(VECTORS["visibility"]))
def test_visibility(case: dict[str, Any]) -> None:
    shown = visible_questions(form(*map(from_json, case["questions"])), case["inputs"])
    assert [question.id for question in shown] == case["visible"]
