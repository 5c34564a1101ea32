"""How far a form is filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from services.forms.conditions import Inputs, is_answered, visible_questions
from services.models.catalogue import Form, Question, QuestionType


def is_done(question: Question, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> bool:
    """True if a question has an answer, or a paper its document."""
    if question.type is QuestionType.PAPER:
        return bool(papers.get(question.id))
    return is_answered(inputs.get(question.id))


def progress(form: Form, inputs: Inputs, papers: Mapping[str, Sequence[str]]) -> tuple[int, int]:
    """Count the questions that have an answer, and those that show.

    Whether an answer is right is for `validation` to say.
    """
    shown = visible_questions(form, inputs)
    return sum(is_done(question, inputs, papers) for question in shown), len(shown)
