"""One question of a form, by its type. Forms are data: no service has a screen of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import flet as ft

from i18n import Words
from screens.components import layout
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.date_field import DateField
from screens.components.error_summary import Entry
from screens.components.place_field import PlaceField
from screens.components.text_field import TextField
from screens.ports import Actions, OpenDraft
from services.models.catalogue import Form, Question, QuestionType
from services.models.request import RawInput

_DIGITS = {QuestionType.NUMBER, QuestionType.NIN, QuestionType.NSS}
_LATIN = _DIGITS | {QuestionType.PHONE, QuestionType.ACCOUNT}


def entries(advice: Mapping[str, str], form: Form, t: Words) -> list[Entry]:
    """The lines of the error summary; `advice` by question id, the same that stands beside the question."""
    found = ((key, form.question(key), words) for key, words in advice.items())
    return [Entry(key, t.text(question.label) if question else key, words) for key, question, words in found]


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

    return layout.keyed(_field(question, words, raw, keep, choose, opened, actions, t), question.id)


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
