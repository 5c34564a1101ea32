from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from services.forms.migrate import migrate
from services.forms.summary import summary
from services.models.catalogue import Form, Question
from services.models.request import Draft, RawInput
from tests.unit.forms import strategies
from tests.unit.forms.builders import form, question

OPTIONS = [{"value": value, "label": {"fr": value}} for value in ("a", "b")]


def _draft(inputs: dict[str, RawInput], **papers: list[str]) -> Draft:
    return Draft("id", "service", "1", "fr", "then", "then", inputs, papers, group="g")


def moved(draft: Draft, old: Form | None, new: Form) -> tuple[Draft, list[str]]:
    after = migrate(draft, old, new)
    return after, after.needs_look


def _new(*questions: Question) -> Form:
    return form(*questions, version="2")


def test_what_was_typed_stays_under_the_same_question() -> None:
    old = form(question("text", "a"), question("date", "b"))
    new = _new(question("date", "b"), question("long_text", "a"))
    inputs: dict[str, RawInput] = {"a": "rue", "b": {"day": "1", "month": "", "year": ""}}
    draft, look = moved(_draft(inputs), old, new)
    assert (draft.inputs, draft.form_version, draft.group) == (inputs, "2", "g")
    assert look == ["a"]  # a text became a long one


def test_an_answer_that_no_longer_fits_is_taken_out_and_named() -> None:
    old = form(
        question("text", "a"),
        question("one_of", "b", options=OPTIONS),
        question("several_of", "c", options=OPTIONS),
    )
    new = _new(
        question("yes_no", "a"),
        question("one_of", "b", options=OPTIONS[:1]),
        question("several_of", "c", options=OPTIONS[:1]),
    )
    draft, look = moved(_draft({"a": "rue", "b": "b", "c": ["a", "b"]}), old, new)
    assert draft.inputs == {"c": ["a"]}
    assert look == ["a", "b", "c"]


def test_a_new_question_is_named_where_it_must_be_answered() -> None:
    new = _new(
        question("text", "new"), question("text", "optional", required=False), question("paper", "paper")
    )
    _, look = moved(_draft({}), form(), new)
    assert look == ["new", "paper"]


def test_without_the_old_form_the_shape_of_the_input_decides() -> None:
    new = _new(question("date", "a"), question("text", "b"))
    draft, look = moved(_draft({"a": "1980", "b": "rue"}), None, new)
    assert draft.inputs == {"b": "rue"}
    assert look == ["a"]


def test_inputs_and_papers_of_questions_that_are_gone_stay_in_the_draft() -> None:
    draft, look = moved(
        _draft({"gone": "rue"}, gone_too=["document"]), form(), _new(question("yes_no", "a", required=False))
    )
    assert (draft.inputs, draft.papers, look) == ({"gone": "rue"}, {"gone_too": ["document"]}, [])


def test_the_same_version_needs_no_look() -> None:
    before = _draft({"a": "rue"})
    assert migrate(before, None, form(question("yes_no", "a"))) == before


@given(old=strategies.forms(), new=strategies.forms(), inputs=strategies.INPUTS)
def test_whatever_stays_can_be_shown_and_the_draft_given_is_untouched(
    old: Form, new: Form, inputs: dict[str, RawInput]
) -> None:
    before = _draft(dict(inputs))
    after, look = moved(before, old, Form("2", new.groups))
    assert before.inputs == inputs
    assert len(set(look)) == len(look)
    summary(new, after.inputs, after.papers)
    assert migrate(after, new, Form("2", new.groups)) == after


def test_another_pictogram_is_nothing_to_look_at() -> None:
    pictured = [{**option, "pictogram": "calendar"} for option in OPTIONS]
    old = form(question("one_of", "a", options=OPTIONS))
    new = _new(question("one_of", "a", options=pictured, pictogram="clock"))
    draft, look = moved(_draft({"a": "b"}), old, new)
    assert (draft.inputs, look) == ({"a": "b"}, [])


def test_what_was_not_looked_at_is_still_to_look_at_after_the_next_form() -> None:
    old, new = form(question("text", "a"), question("text", "b")), _new(question("text", "a"))
    before = replace(_draft({"a": "x", "b": "y"}), needs_look=["a", "b"])
    assert moved(before, old, new)[1] == ["a"]


def test_what_the_ministry_refused_stays_refused_while_the_answer_stays() -> None:
    old = form(question("text", "a"), question("text", "b"))
    new = _new(question("text", "a"), question("yes_no", "b"))
    before = replace(_draft({"a": "x", "b": "y"}), refused={"a": "type", "b": "type"})
    assert moved(before, old, new)[0].refused == {"a": "type"}


def test_a_place_within_a_group_stays_where_the_group_does() -> None:
    before = replace(_draft({}), group="g.a")
    assert moved(before, None, _new(question("text", "a")))[0].group == "g.a"
    assert moved(replace(before, group="gone.a"), None, _new(question("text", "a")))[0].group is None
