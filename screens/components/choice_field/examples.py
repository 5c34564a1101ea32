"""Examples of choices."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens.components.caption import FieldWords
from screens.components.choice_field import Choice, ChoiceField, SeveralField
from screens.components.example import Example
from screens.context import use_value


@ft.component
def _One(t: Words, error: str = "") -> ft.Control:
    chosen, choose = use_value("no")
    field: ft.Control = ChoiceField(
        FieldWords(t("Voice"), error=error),
        [
            Choice("no", t("No voice")),
            Choice("ask", t("When I ask"), t("A Listen button stands on each screen.")),
        ],
        chosen,
        choose,
    )
    return field


@ft.component
def _Several(t: Words) -> ft.Control:
    chosen, choose = use_value(["simple"])
    field: ft.Control = SeveralField(
        FieldWords(t("Also")),
        [Choice("simple", t("Simple mode")), Choice("still", t("Nothing moves"))],
        chosen,
        choose,
    )
    return field


EXAMPLES = [
    Example("One of several", _One),
    Example(
        "One of several, with an error", lambda t: _One(t, t("Choose what helps you. You see it at once."))
    ),
    Example("Any number of several", _Several),
]
