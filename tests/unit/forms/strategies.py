"""Any form, any inputs: what hypothesis draws from."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from services.forms.conditions import OPERATIONS
from services.models.catalogue import Condition, Form, Group, Option, Question, QuestionType
from tests.unit.forms.builders import WORDS

IDS = st.sampled_from(["a", "b", "c", "d", "e", "unknown"])
VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.sampled_from(["x", "1", "2020-01-01"])
)
WORDS_TYPED = st.sampled_from(
    ["", " ", "x", "1", "٣", "1980", "15", "1501", "0550123442", "x\ud800", "٫", "\u200f"]
)

RAW_INPUTS = (
    WORDS_TYPED
    | st.booleans()
    | st.lists(WORDS_TYPED, max_size=3)
    | st.dictionaries(st.sampled_from(["day", "month", "year", "wilaya", "commune"]), WORDS_TYPED, max_size=3)
)
INPUTS = st.dictionaries(IDS, RAW_INPUTS, max_size=6)

CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    st.builds(
        Condition,
        question=IDS,
        op=st.sampled_from([*OPERATIONS, "newer"]) | st.none(),
        value=VALUES | st.lists(VALUES, max_size=2),
    ),
    lambda inner: (
        st.builds(Condition, all=st.lists(inner, max_size=3))
        | st.builds(Condition, any=st.lists(inner, max_size=3))
        | st.builds(Condition, negate=inner)
    ),
    max_leaves=6,
)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    questions = [
        Question(
            id_,
            draw(st.sampled_from(QuestionType)),
            WORDS,
            required=draw(st.booleans()),
            options=[Option(value, WORDS) for value in ("x", "1")],
            show_when=draw(st.none() | CONDITIONS),
        )
        for id_ in "abcde"
    ]
    cut = draw(st.integers(0, 5))
    return Form("1", [Group("first", WORDS, questions[:cut]), Group("second", WORDS, questions[cut:])])
