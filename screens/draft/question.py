"""One question of a form, by its type. Forms are data: no service has a screen of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from i18n import Words, joined
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.date_field import DateField
from screens.components.error_summary import Entry
from screens.components.place_field import Find, PlaceField
from screens.components.text_field import TextField
from screens.given import OpenDraft
from services.models.catalogue import Form, Question, QuestionType, question_in
from services.models.pictograms import NO, YES

_DIGITS = {QuestionType.NUMBER, QuestionType.NIN, QuestionType.NSS}
_LATIN = _DIGITS | {QuestionType.PHONE, QuestionType.ACCOUNT}


def entries(advice: Mapping[str, str], form: Form, t: Words) -> list[Entry]:
    """Return the lines of the error summary.

    `advice` by question id, the same that is beside the question.
    """
    found = ((key, question_in(form, key), words) for key, words in advice.items())
    return [Entry(key, t.text(question.label) if question else key, words) for key, question, words in found]


def question_words(question: Question, error: str, t: Words, *, titled: bool = False) -> FieldWords:
    parts = [t.text(question.help)] if question.help else []
    if question.example:
        parts.append(t("For example: {example}", example=t.example(question.example)))
    return FieldWords(
        label=t.text(question.label),
        help=joined(" ", parts),
        error=error,
        optional="" if question.required else t("optional"),
        titled=titled,
    )


def answer_field(
    question: Question,
    words: FieldWords,
    opened: OpenDraft,
    keep: Callable[[Any], None],
    choose: Callable[[Any], None],
    find_places: Find,
    t: Words,
    *,
    pictured: bool = False,
) -> Any:
    """Make the field of a question.

    `keep` takes what is typed, `choose` what is chosen, with a pictogram beside each choice where it is `pictured`.
    """
    raw = opened.draft.inputs.get(question.id)
    match question.type:
        case QuestionType.DATE:
            return DateField(words, raw if isinstance(raw, dict) else {}, keep, t)
        case QuestionType.YES_NO:
            chosen = {True: "yes", False: "no"}.get(raw) if isinstance(raw, bool) else None
            choices = [Choice("yes", t("Yes"), pictogram=YES), Choice("no", t("No"), pictogram=NO)]
            return ChoiceField(
                words, _pictured(choices, pictured), chosen, lambda value: choose(value == "yes")
            )
        case QuestionType.ONE_OF:
            choices = _pictured(_choices(question, t), pictured)
            return ChoiceField(words, choices, raw if isinstance(raw, str) else None, choose)
        case QuestionType.SEVERAL_OF:
            choices = _pictured(_choices(question, t), pictured)
            return SeveralField(words, choices, raw if isinstance(raw, list) else [], choose)
        case QuestionType.PLACE:
            value = raw if isinstance(raw, dict) else {}
            return PlaceField(words, value, choose, opened.wilayas, find_places, t)
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
        Choice(
            option.value, t.text(option.label), t.text(option.help) if option.help else "", option.pictogram
        )
        for option in question.options
    ]


def _pictured(choices: list[Choice], pictured: bool) -> list[Choice]:
    return choices if pictured else [replace(choice, pictogram=None) for choice in choices]
