"""The screens of a form, one after the other: a group each, or in simple mode a question each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from services.forms.conditions import Inputs, visible
from services.forms.progress import is_done
from services.models.catalogue import Form, Group

_BETWEEN = "."
"""Between group and question in the id of a step. Ids of the contract have none, and an address may."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen. `id` is stable, fit for an address, and says nothing personal."""

    id: str
    group: Group
    """With the questions of this screen only; never empty."""

    @property
    def questions(self) -> set[str]:
        """The ids of what is asked here."""
        return {question.id for question in self.group.questions}


def step_id(group_id: str, question_id: str) -> str:
    """The id of the step that asks one question; where groups are asked whole, it leads to its group."""
    return f"{group_id}{_BETWEEN}{question_id}"


def group_of(id_: str) -> str:
    """The group of a step."""
    return id_.partition(_BETWEEN)[0]


def question_of(id_: str) -> str:
    """The question to which the id of a step leads; empty where it leads to a whole group."""
    return id_.partition(_BETWEEN)[2]


def steps(form: Form, inputs: Inputs, *, one_each: bool) -> list[Step]:
    """The screens for the questions that show now. The last answer may bring a question, which then is next."""
    groups = visible(form, inputs)
    if not one_each:
        return [Step(group.id, group) for group in groups]
    return [
        Step(step_id(group.id, question.id), replace(group, questions=[question]))
        for group in groups
        for question in group.questions
    ]


def place_of(
    at: str | None, among: Sequence[Step], inputs: Inputs, papers: Mapping[str, Sequence[str]]
) -> int:
    """Where among the steps a kept place is; the first where there is none.

    The place may have been kept in the other mode, or its question be hidden by now: then it is its group,
    at the first question that has no answer.
    """
    if at is None:
        return 0
    near = [number for number, step in enumerate(among) if group_of(step.id) == group_of(at)]
    open_ = (
        number
        for number in near
        if not all(is_done(question, inputs, papers) for question in among[number].group.questions)
    )
    exact = (number for number in near if among[number].id == at)
    return next(exact, next(open_, near[0] if near else 0))


def asking(question_id: str, among: Sequence[Step]) -> Step | None:
    """The step that asks a question; None while it does not show."""
    return next((step for step in among if question_id in step.questions), None)
