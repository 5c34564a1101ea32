from __future__ import annotations

from datetime import date

from hypothesis import given

from services.forms.progress import progress
from services.forms.summary import (
    DateValue,
    DigitsValue,
    NothingValue,
    NumberValue,
    OptionsValue,
    PapersValue,
    PlaceValue,
    TextValue,
    YesNoValue,
    digit_groups,
    summary,
)
from services.models.catalogue import Form, Group
from services.models.request import RawInput
from tests.unit.forms import strategies
from tests.unit.forms.builders import WORDS, form, question, yes


def test_progress_counts_the_questions_that_show() -> None:
    first = [
        question("yes_no", "a"),
        question("text", "b", show_when=yes("a")),
        question("text", "c", required=False),
    ]
    two = Form("1", [Group("one", WORDS, first), Group("two", WORDS, [question("paper", "p")])])
    assert progress(two, {}, {}) == (0, 3)
    assert progress(two, {"a": True, "c": "x"}, {"p": ["document"]}) == (3, 4)


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_progress_never_exceeds_the_whole(form: Form, inputs: dict[str, RawInput]) -> None:
    done, total = progress(form, inputs, {})
    assert 0 <= done <= total


@given(form=strategies.forms(), inputs=strategies.INPUTS)
def test_the_summary_has_a_row_for_whatever_stands_in_the_fields(
    form: Form, inputs: dict[str, RawInput]
) -> None:
    assert all(rows for _, rows in summary(form, inputs, {}))


def test_the_summary_says_every_kind_of_answer_without_words() -> None:
    asked = form(
        question("text", "text"),
        question("number", "number"),
        question("date", "date"),
        question("yes_no", "no"),
        question("one_of", "one", options=[{"value": "x", "label": {"fr": "X"}}]),
        question("place", "place"),
        question("phone", "mobile"),
        question("phone", "landline"),
        question("nss", "nss"),
        question("account", "ccp"),
        question("account", "rip"),
        question("paper", "paper"),
        question("paper", "none"),
        question("nin", "unfinished"),
        question("date", "half"),
    )
    inputs: dict[str, RawInput] = {
        "text": " une  rue ",
        "number": "٤٥,٥",
        "date": {"day": "1", "month": "2", "year": "1980"},
        "no": False,
        "one": "x",
        "place": {"wilaya": "15", "commune": "1501"},
        "mobile": "0550123442",
        "landline": "021234567",
        "nss": "801234567890",
        "ccp": "1234567 68",
        "rip": "00799999000123456762",
        "unfinished": "109 85",
        "half": {"day": "1", "month": "", "year": "1980"},
    }
    ((_, rows),) = summary(asked, inputs, {"paper": ["document"]})
    values = {row_question.id: value for row_question, value in rows}
    assert isinstance(one := values.pop("one"), OptionsValue)
    assert [option.value for option in one.options] == ["x"]
    assert values == {
        "text": TextValue("une rue"),
        "number": NumberValue(45.5),
        "date": DateValue(date(1980, 2, 1)),
        "no": YesNoValue(False),
        "place": PlaceValue("15", "1501"),
        "mobile": DigitsValue(["0550", "12", "34", "42"]),
        "landline": DigitsValue(["021", "23", "45", "67"]),
        "nss": DigitsValue(["801", "234", "567", "890"]),
        "ccp": DigitsValue(["123", "4567", "68"]),
        "rip": DigitsValue(["007", "99999", "000", "123", "4567", "62"]),
        "paper": PapersValue(["document"]),
        "none": NothingValue(),
        "unfinished": TextValue("109 85"),
        "half": TextValue("1 / 1980"),
    }


def test_no_digit_is_read_alone() -> None:
    assert digit_groups("1234567") == ["123", "4567"]
    assert digit_groups("1") == ["1"]
    assert digit_groups("") == []
