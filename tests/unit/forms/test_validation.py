from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.forms.dates import rule_date
from services.forms.validation import check, check_form, is_sound
from services.models.catalogue import Form, Question
from services.models.form import FieldProblem
from services.models.request import RawInput
from tests.unit.forms import strategies
from tests.unit.forms.builders import TODAY, WORDS, form, question, yes

BIRTH = {"day": "1", "month": "3", "year": "2000"}


def _check(
    asked: Question, raw: RawInput | None, *others: Question, **inputs: RawInput
) -> FieldProblem | None:
    return check(asked, raw, inputs=inputs, form=form(*others, asked), today=TODAY)


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_any_input_in_any_field_gives_problems_and_no_crash(form: Form, inputs: dict[str, RawInput]) -> None:
    problems = check_form(form, inputs, {}, TODAY)
    order = [each.id for group in form.groups for each in group.questions]
    positions = [order.index(problem.question_id) for problem in problems]
    assert positions == sorted(positions)
    for problem in problems:
        json.dumps(problem.params)


def test_the_rule_brings_its_own_words() -> None:
    problem = _check(question("number", rules=[{"rule": "max", "value": 3}]), "4")
    assert problem == FieldProblem("q", "max", WORDS, {"value": 3})


def test_a_date_is_compared_with_the_date_of_another_question() -> None:
    other = question("date", "other")
    asked = question("date", rules=[{"rule": "not_before", "value": "@other"}])
    before, same = {"day": "1", "month": "2", "year": "2000"}, dict(BIRTH)
    problem = _check(asked, before, other, other=dict(BIRTH))
    assert problem is not None
    assert problem.code == "not_before"
    assert _check(asked, same, other, other=dict(BIRTH)) is None


@pytest.mark.parametrize("unfit", [{"day": "1"}, {"day": "31", "month": "2", "year": "2000"}, {}])
def test_nothing_is_compared_with_a_date_that_is_not_there(unfit: dict[str, str]) -> None:
    asked = question("date", rules=[{"rule": "not_before", "value": "@other"}])
    assert _check(asked, dict(BIRTH), question("date", "other"), other=unfit) is None


def test_nothing_is_compared_with_a_hidden_date() -> None:
    hidden = question("date", "other", show_when=yes("a"))
    asked = question("date", rules=[{"rule": "not_after", "value": "@other"}])
    early = {"day": "1", "month": "1", "year": "1990"}
    assert _check(asked, dict(BIRTH), question("yes_no", "a"), hidden, a=False, other=early) is None
    assert _check(asked, dict(BIRTH), question("yes_no", "a"), hidden, a=True, other=early) is not None


def test_papers_are_asked_for_and_counted() -> None:
    asked = form(question("paper", "p", max_files=2), question("paper", "optional", required=False))
    assert [(each.question_id, each.code) for each in check_form(asked, {}, {}, TODAY)] == [
        ("p", "paper_required")
    ]
    assert check_form(asked, {}, {"p": ["1", "2"]}, TODAY) == []
    (problem,) = check_form(asked, {}, {"p": ["1", "2", "3"]}, TODAY)
    assert (problem.code, problem.params) == ("too_many_papers", {"max": 2})


def test_a_date_says_which_part_is_missing() -> None:
    problem = _check(question("date"), {"day": "1", "month": "", "year": ""})
    assert problem is not None
    assert (problem.code, problem.params) == ("date_incomplete", {"missing": ["month", "year"]})


def test_a_max_length_of_the_form_replaces_the_usual_one() -> None:
    asked = question("text", rules=[{"rule": "max_length", "value": 300}])
    assert _check(asked, "a" * 300) is None
    problem = _check(asked, "a" * 301)
    assert problem is not None
    assert problem.code == "max_length"


def test_a_rule_of_a_newer_catalogue_is_left_to_the_ministry() -> None:
    assert _check(question("text", rules=[{"rule": "palindrome", "value": True}]), "no") is None


@pytest.mark.parametrize(
    ("type_", "rule", "value", "sound"),
    [
        ("text", "pattern", "[a-z]+", True),
        ("text", "pattern", "[a-z", False),
        ("text", "pattern", 3, False),
        ("text", "max_length", 10, True),
        ("text", "max_length", "10", False),
        ("number", "min", 1.5, True),
        ("number", "min", True, False),
        ("date", "not_after", "today-P18Y", True),
        ("date", "not_after", "@other", True),
        ("date", "not_after", "yesterday", False),
        ("date", "not_after", "today-P", False),
        ("text", "not_after", "today", False),
    ],
)
def test_a_rule_with_a_value_that_it_cannot_use_is_not_sound(
    type_: str, rule: str, value: object, sound: bool
) -> None:
    asked = question(type_, rules=[{"rule": rule, "value": value}])
    assert is_sound(asked.rules[0], asked) is sound


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("today", "2024-02-29"),
        ("today-P18Y", "2006-02-28"),
        ("today+P1M", "2024-03-29"),
        ("today-P1Y2M3W4D", "2022-12-04"),
        ("today+P1D", "2024-03-01"),
        ("1999-12-31", "1999-12-31"),
    ],
)
def test_the_dates_that_rules_name(rule: str, day: str) -> None:
    assert rule_date(rule, date(2024, 2, 29)) == date.fromisoformat(day)


@given(value=st.text("today+-P0123456789YMWD@x", max_size=16))
def test_any_rule_date_is_a_date_or_a_value_error(value: str) -> None:
    try:
        rule_date(value, TODAY)
    except ValueError:
        return
