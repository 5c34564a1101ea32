"""How far a form is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.forms.conditions import Inputs, is_answered, visible
from services.models.catalogue import Form, Question, QuestionType


@dataclass(frozen=True, slots=True)
class GroupProgress:
    """One group: how many of its questions that show are answered."""

    group_id: str
    done: int
    total: int
    missing: int
    """Questions that must be answered and are not yet."""

    @property
    def is_complete(self) -> bool:
        return self.missing == 0


@dataclass(frozen=True, slots=True)
class FormProgress:
    """The form as a whole, in groups: "2 of 5"."""

    groups: list[GroupProgress]

    @property
    def done(self) -> int:
        """Count the groups that lack no required answer."""
        return sum(group.is_complete for group in self.groups)

    @property
    def total(self) -> int:
        return len(self.groups)


def is_done(question: Question, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> bool:
    """True if a question has an answer, or a paper its document."""
    if question.type is QuestionType.PAPER:
        return bool(papers.get(question.id))
    return is_answered(inputs.get(question.id))


def progress(form: Form, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> FormProgress:
    """Count the questions that show, and those that have an answer.

    Whether an answer is right is for `validation` to say.
    """

    return FormProgress(
        [
            GroupProgress(
                group.id,
                done=sum(is_done(question, inputs, papers) for question in group.questions),
                total=len(group.questions),
                missing=sum(
                    question.required and not is_done(question, inputs, papers)
                    for question in group.questions
                ),
            )
            for group in visible(form, inputs)
        ]
    )
