"""The screens of a form, one after the other: a group each, or in simple mode a question each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.forms.conditions import Inputs, visible
from services.forms.progress import is_done
from services.models.catalogue import Form
from services.models.step import Step, group_of, step_id


def steps(form: Form, inputs: Inputs, *, one_each: bool) -> list[Step]:
    """Return the screens for the questions that show now.

    The last answer may bring a question, which then is next.
    """
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
    """Find a kept place among the steps; else the first.

    The place may have been kept in the other mode, or its question be hidden by now: then the place is its group,
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
