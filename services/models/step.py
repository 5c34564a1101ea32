"""One screen of a form: a group of questions, or in simple mode one question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.models.catalogue import Group

_BETWEEN = "."
"""Between group and question in the id of a step. Ids of the contract have none, and an address may."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen. `id` is stable, fit for an address, and says nothing personal."""

    id: str
    group: Group
    """The group with the questions of this screen only; never empty."""

    @property
    def questions(self) -> set[str]:
        """The ids of the questions."""
        return {question.id for question in self.group.questions}


def step_id(group_id: str, question_id: str) -> str:
    """Return the id of the step that asks one question.

    Where groups are asked whole, it leads to its group.
    """
    return f"{group_id}{_BETWEEN}{question_id}"


def group_of(id_: str) -> str:
    """Return the group of a step."""
    return id_.partition(_BETWEEN)[0]


def question_of(id_: str) -> str:
    """Return the question to which the id of a step leads.

    Empty where it leads to a whole group.
    """
    return id_.partition(_BETWEEN)[2]


def asking(question_id: str, among: Sequence[Step]) -> Step | None:
    """Return the step that asks a question.

    None while it does not show.
    """
    return next((step for step in among if question_id in step.questions), None)
