"""What the ministry named as wrong, said beside the question that was asked."""

from __future__ import annotations

import pytest

from services.forms.refusals import refused_problem, refused_questions
from services.forms.validation import check_form
from services.models.contract import FieldError
from services.models.request import AttachedPaper, Request
from tests.unit.forms.builders import TODAY, WORDS, form, question

REQUEST = Request(
    "id", "service", "1", "fr", "then", {"name": "x"}, [AttachedPaper("card", "document", "0" * 64)]
)


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/answers/name", {"name": "option"}),
        ("/answers/place/commune", {"place": "option"}),
        ("/answers/a~1b~0c", {"a/b~c": "option"}),
        ("/papers/0", {"card": "option"}),
        ("/papers/0/question_id", {"card": "option"}),
        ("/papers/1", {}),
        ("/papers/x", {}),
        ("/form_version", {}),
        ("", {}),
    ],
)
def test_a_pointer_leads_to_its_question(pointer: str, found: dict[str, str]) -> None:
    assert refused_questions([FieldError(pointer, "option")], REQUEST) == found


def test_the_first_word_on_a_question_counts() -> None:
    errors = [FieldError("/answers/name", "required"), FieldError("/answers/name", "max_length")]
    assert refused_questions(errors, REQUEST) == {"name": "required"}


def test_a_broken_rule_is_said_in_the_words_of_the_form() -> None:
    asked = question("text", rules=[{"rule": "max_length", "value": 3}])
    problem = refused_problem(asked, "max_length")
    assert (problem.code, problem.message, problem.params) == ("max_length", WORDS, {"value": 3})


@pytest.mark.parametrize(
    ("type_", "code", "ours"),
    [
        ("phone", "phone", "bad_phone"),
        ("text", "required", "required"),
        ("paper", "required", "paper_required"),
        ("paper", "too_many", "too_many_papers"),
        ("paper", "missing", "paper_refused"),
        ("paper", "changed", "paper_refused"),
    ],
)
def test_its_codes_are_said_as_our_own(type_: str, code: str, ours: str) -> None:
    assert refused_problem(question(type_), code).code == ours


def test_what_was_refused_is_to_put_right_until_it_is_forgotten() -> None:
    asked = form(question("text", "a"), question("text", "b"))
    inputs = {"a": "x", "b": "y"}
    named = check_form(asked, inputs, {}, TODAY, {"b": "type"})
    assert [(problem.question_id, problem.code) for problem in named] == [("b", "refused")]
    assert check_form(asked, inputs, {}, TODAY) == []


def test_our_own_check_speaks_first_and_hidden_questions_are_not_asked() -> None:
    asked = form(question("text", "a"))
    named = check_form(asked, {}, {}, TODAY, {"a": "type", "hidden": "type"})
    assert [(problem.question_id, problem.code) for problem in named] == [("a", "required")]
