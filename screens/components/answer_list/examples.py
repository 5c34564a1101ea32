"""Examples of answers to look over."""

from __future__ import annotations

from screens.components.answer_list import AnswerLine, answer_list
from screens.components.example import Example, nothing

EXAMPLES = [
    Example(
        "An answer, and one that is missing",
        lambda t: answer_list(
            [
                AnswerLine(t("Name of the profile"), "Amina", nothing),
                AnswerLine(t("Social security number"), t("Not answered"), nothing),
            ],
            t,
        ),
    ),
    Example(
        "An answer that was sent",
        lambda t: answer_list([AnswerLine(t("Name of the profile"), "Amina")], t),
    ),
    Example(
        "Where text is large",
        lambda t: answer_list([AnswerLine(t("Name of the profile"), "Amina", nothing)], t, large=True),
    ),
]
