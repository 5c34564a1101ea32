"""One question of a form, by its type. Forms are data: no service has a screen of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from screens.components.date import DateField
from screens.components.field import Choice, ChoiceField, FieldWords, SeveralField, TextField
from screens.components.place import PlaceField
from screens.ports import Actions, OpenDraft
from services.models.catalogue import Question, QuestionType
from services.models.request import RawInput

_DIGITS = {QuestionType.NUMBER, QuestionType.NIN, QuestionType.NSS}
_LATIN = _DIGITS | {QuestionType.PHONE, QuestionType.ACCOUNT}


def question_words(question: Question, error: str, t: Words) -> FieldWords:
    parts = [t.text(question.help)] if question.help else []
    if question.example:
        parts.append(t("For example: {example}", example=t.text(question.example)))
    return FieldWords(
        label=t.text(question.label),
        help=" ".join(parts),
        error=error,
        optional="" if question.required else t("optional"),
    )


def question_field(
    question: Question,
    opened: OpenDraft,
    error: str,
    actions: Actions,
    refresh: Callable[[], None],
    t: Words,
    *,
    typed_controls: bool = False,
) -> ft.Control:
    """The field of a question. What is typed goes to the draft at once; `refresh` shows what depends on it,
    for typed text only where something does (`typed_controls`)."""
    words = question_words(question, error, t)
    raw = opened.draft.inputs.get(question.id)

    def keep(value: RawInput) -> None:
        actions.drafts.write(opened, question.id, value)
        if typed_controls:
            refresh()

    def choose(value: RawInput) -> None:
        actions.drafts.write(opened, question.id, value)
        refresh()

    return ft.Container(_field(question, words, raw, keep, choose, opened, actions, t), key=question.id)


def _field(
    question: Question,
    words: FieldWords,
    raw: RawInput | None,
    keep: Callable[[Any], None],
    choose: Callable[[Any], None],
    opened: OpenDraft,
    actions: Actions,
    t: Words,
) -> Any:
    match question.type:
        case QuestionType.DATE:
            return DateField(words, raw if isinstance(raw, dict) else {}, keep, t)
        case QuestionType.YES_NO:
            chosen = {True: "yes", False: "no"}.get(raw) if isinstance(raw, bool) else None
            choices = [Choice("yes", t("Yes")), Choice("no", t("No"))]
            return ChoiceField(words, choices, chosen, lambda value: choose(value == "yes"))
        case QuestionType.ONE_OF:
            return ChoiceField(words, _choices(question, t), raw if isinstance(raw, str) else None, choose)
        case QuestionType.SEVERAL_OF:
            return SeveralField(words, _choices(question, t), raw if isinstance(raw, list) else [], choose)
        case QuestionType.PLACE:
            value = raw if isinstance(raw, dict) else {}
            return PlaceField(words, value, choose, opened.wilayas, actions.services.find_places, t)
        case _:
            return TextField(
                words,
                raw if isinstance(raw, str) else "",
                keep,
                numeric=question.type in _DIGITS,
                latin=question.type in _LATIN,
                lines=4 if question.type is QuestionType.LONG_TEXT else 1,
            )


def _choices(question: Question, t: Words) -> list[Choice]:
    return [
        Choice(option.value, t.text(option.label), t.text(option.help) if option.help else "")
        for option in question.options
    ]
