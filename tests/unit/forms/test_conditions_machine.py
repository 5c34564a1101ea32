"""A person types, clears and changes their mind in any form: what shows is what a plainer reckoning says."""

from __future__ import annotations

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from services.forms.conditions import hidden_questions, holds, visible_questions
from services.models.catalogue import Condition, Form
from services.models.request import RawInput
from tests.examples import examples
from tests.unit.forms.strategies import IDS, RAW_INPUTS, forms

NAMES = "abcde"
"""The questions of a drawn form. One that no form has counts as unanswered."""


def truth(condition: Condition, inputs: dict[str, RawInput], shown: set[str]) -> bool | None:
    """Kleene's three values by minimum and maximum, over single comparisons."""
    order: list[bool | None] = [False, None, True]
    for parts, pick in ((condition.all, min), (condition.any, max)):
        if parts is not None:
            ranks = [order.index(truth(each, inputs, shown)) for each in parts]
            return order[pick(ranks)] if ranks else pick is min
    if condition.negate is not None:
        return {True: False, False: True, None: None}[truth(condition.negate, inputs, shown)]
    known = condition.question is not None and (
        condition.question in shown or condition.question not in NAMES
    )
    return holds(condition, inputs) if known else None


class Typing(RuleBasedStateMachine):
    @initialize(form=forms())
    def begin(self, form: Form) -> None:
        self.form = form
        self.inputs: dict[str, RawInput] = {}

    @rule(question=IDS, raw=RAW_INPUTS)
    def type(self, question: str, raw: RawInput) -> None:
        self.inputs[question] = raw

    @rule(question=IDS)
    def clear(self, question: str) -> None:
        self.inputs.pop(question, None)

    @rule()
    def send_what_shows(self) -> None:
        """Leaving out what does not show changes nothing that shows."""
        before = hidden_questions(self.form, self.inputs)
        self.inputs = {name: raw for name, raw in self.inputs.items() if name not in before}
        assert hidden_questions(self.form, self.inputs) == before

    @rule(question=st.sampled_from(NAMES), raw=RAW_INPUTS)
    def an_answer_reaches_forwards_only(self, question: str, raw: RawInput) -> None:
        earlier = {name for name in hidden_questions(self.form, self.inputs) if name <= question}
        self.inputs[question] = raw
        after = hidden_questions(self.form, self.inputs)
        assert {name for name in after if name <= question} == earlier
        assert after <= set(NAMES)

    @invariant()
    def what_shows_is_what_the_plain_reckoning_says(self) -> None:
        shown: set[str] = set()
        for group in self.form.groups:
            for question in group.questions:
                when = question.show_when
                if when is None or truth(when, self.inputs, shown) is True:
                    shown.add(question.id)
        assert {question.id for question in visible_questions(self.form, self.inputs)} == shown


TestTyping = Typing.TestCase
TestTyping.settings = settings(
    max_examples=examples(40), stateful_step_count=8, suppress_health_check=[HealthCheck.too_slow]
)
