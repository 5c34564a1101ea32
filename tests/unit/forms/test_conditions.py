from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.forms.conditions import hidden_questions, holds, visible, visible_questions
from services.forms.dates import date_parts
from services.models.catalogue import Condition, Form, Group
from services.models.request import RawInput
from tests.unit.forms import strategies
from tests.unit.forms.builders import WORDS, form, question, yes


@given(condition=strategies.CONDITIONS, inputs=strategies.INPUTS)
def test_a_condition_holds_or_not_whatever_was_typed(
    condition: Condition, inputs: dict[str, RawInput]
) -> None:
    assert holds(condition, inputs) in (True, False)


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_every_question_shows_once_or_is_hidden(form: Form, inputs: dict[str, RawInput]) -> None:
    shown = [each.id for each in visible_questions(form, inputs)]
    hidden = hidden_questions(form, inputs)
    assert sorted([*shown, *hidden]) == ["a", "b", "c", "d", "e"]
    assert all(group.questions for group in visible(form, inputs))


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_the_answers_of_hidden_questions_change_nothing(form: Form, inputs: dict[str, RawInput]) -> None:
    hidden = hidden_questions(form, inputs)
    without = {key: value for key, value in inputs.items() if key not in hidden}
    assert hidden_questions(form, without) == hidden


def test_a_condition_looks_back_only() -> None:
    circle = form(question("yes_no", "a", show_when=yes("b")), question("yes_no", "b"))
    assert hidden_questions(circle, {"a": True, "b": True}) == {"a"}


def test_a_group_without_a_question_that_shows_is_left_out() -> None:
    first, second = question("yes_no", "a"), question("text", "b", show_when=yes("a"))
    two_groups = Form("1", [Group("one", WORDS, [first]), Group("two", WORDS, [second])])
    assert [group.id for group in visible(two_groups, {"a": False})] == ["one"]
    assert [group.id for group in visible(two_groups, {"a": True})] == ["one", "two"]


def test_a_question_whose_parent_is_unknown_is_hidden() -> None:
    assert not visible(form(question("text", "a", show_when=yes("gone"))), {})


@given(day=st.dates())
def test_a_date_compares_as_the_contract_writes_it(day: date) -> None:
    parts: dict[str, RawInput] = {"a": date_parts(day.isoformat())}
    assert holds(Condition(question="a", op="equals", value=day.isoformat()), parts)
