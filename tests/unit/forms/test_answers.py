from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from services.forms.answers import answers
from services.forms.conditions import hidden_questions
from services.forms.dates import date_parts, typed_date
from services.forms.validation import check_form
from services.models.catalogue import Form, QuestionType, question_in
from services.models.request import RawInput
from tests.unit.forms import strategies
from tests.unit.forms.builders import TODAY, form, question, yes


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_inputs_without_problems_can_be_sent_and_nothing_hidden_or_empty_is(
    form: Form, inputs: dict[str, RawInput]
) -> None:
    asked = Form(
        form.version,
        [
            replace(group, questions=[replace(each, required=False) for each in group.questions])
            for group in form.groups
        ],
    )
    while problems := check_form(asked, inputs, {}, TODAY):
        inputs = {key: value for key, value in inputs.items() if key != problems[0].question_id}
    sent = answers(asked, inputs)
    json.dumps(sent, allow_nan=False).encode("utf-8")
    assert not sent.keys() & hidden_questions(asked, inputs)
    for question_id, value in sent.items():
        answered = question_in(asked, question_id)
        assert answered is not None
        assert answered.type is not QuestionType.PAPER
        assert value is not None


def test_an_answer_of_a_question_that_hides_again_is_kept_and_not_sent() -> None:
    asked = form(question("yes_no", "a"), question("text", "b", show_when=yes("a")))
    inputs: dict[str, RawInput] = {"a": True, "b": "rue"}
    assert answers(asked, inputs) == {"a": True, "b": "rue"}
    inputs["a"] = False
    assert answers(asked, inputs) == {"a": False}
    inputs["a"] = True
    assert answers(asked, inputs) == {"a": True, "b": "rue"}


@given(day=st.dates())
def test_a_date_comes_back_from_its_parts(day: date) -> None:
    assert typed_date(date_parts(day.isoformat())) == day
