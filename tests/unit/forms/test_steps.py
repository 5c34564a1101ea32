"""The screens of a form: by groups or by questions, and a place that is kept from one to the other."""

from __future__ import annotations

from hypothesis import given

from services.forms.conditions import visible_questions
from services.forms.steps import place_of, steps
from services.models.catalogue import Form, Group
from services.models.request import RawInput
from services.models.step import asking, group_of, question_of, step_id
from tests.unit.forms import strategies
from tests.unit.forms.builders import WORDS, question, yes

FORM = Form(
    "1",
    [
        Group("one", WORDS, [question("yes_no", "a"), question("text", "b", show_when=yes("a"))]),
        Group("two", WORDS, [question("text", "c"), question("paper", "p")]),
    ],
)


def ids(inputs: dict[str, RawInput], *, one_each: bool) -> list[str]:
    return [step.id for step in steps(FORM, inputs, one_each=one_each)]


def test_a_group_is_one_screen_or_one_for_each_question() -> None:
    assert ids({}, one_each=False) == ["one", "two"]
    assert ids({}, one_each=True) == ["one.a", "two.c", "two.p"]


def test_the_question_that_an_answer_brings_comes_next() -> None:
    assert ids({"a": True}, one_each=True) == ["one.a", "one.b", "two.c", "two.p"]


def test_a_group_opens_at_its_first_question_without_an_answer() -> None:
    each = steps(FORM, {"a": True}, one_each=True)
    assert each[place_of("one", each, {"a": True}, {})].id == "one.b"
    assert each[place_of("two", each, {"c": "x"}, {})].id == "two.p"
    assert each[place_of("two", each, {"c": "x"}, {"p": ["document"]})].id == "two.c", (
        "all answered: its first"
    )


def test_a_question_opens_its_group() -> None:
    groups = steps(FORM, {}, one_each=False)
    assert groups[place_of("two.p", groups, {}, {})].id == "two"


def test_a_question_that_is_hidden_by_now_opens_its_group_where_it_waits() -> None:
    each = steps(FORM, {"a": False}, one_each=True)
    assert each[place_of("one.b", each, {"a": False}, {})].id == "one.a"


def test_no_place_and_one_that_never_was_are_the_first() -> None:
    each = steps(FORM, {}, one_each=True)
    assert place_of(None, each, {}, {}) == place_of("gone", each, {}, {}) == place_of("", each, {}, {}) == 0


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_both_modes_ask_the_same_in_the_same_order(form: Form, inputs: dict[str, RawInput]) -> None:
    whole, each = (steps(form, inputs, one_each=mode) for mode in (False, True))
    shown = [asked.id for asked in visible_questions(form, inputs)]
    assert [asked.id for step in whole for asked in step.group.questions] == shown
    assert [asked.id for step in each for asked in step.group.questions] == shown
    assert all(len(step.group.questions) == 1 for step in each)


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_a_place_is_kept_from_one_mode_to_the_other(form: Form, inputs: dict[str, RawInput]) -> None:
    whole, each = (steps(form, inputs, one_each=mode) for mode in (False, True))
    for step in each:
        assert each[place_of(step.id, each, inputs, {})] is step
        group = whole[place_of(step.id, whole, inputs, {})]
        assert step.questions <= group.questions
        (question_id,) = step.questions
        assert asking(question_id, each) is step
        assert step_id(group_of(step.id), question_of(step.id)) == step.id
    for group in whole:
        assert each[place_of(group.id, each, inputs, {})].questions <= group.questions
