"""Answers to look over, each with a way to change it while it can be changed (WCAG 3.3.4).

The question and its answer are read as one. The way to change it is beside them in every row; under them
where text is large, so that neither is squeezed. Its accessible name says what it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from i18n import Words
from screens.aloud import when_asked
from screens.components import button, text
from screens.theme import roles


@dataclass(frozen=True, slots=True)
class AnswerLine:
    label: str
    value: str
    change: Callable[..., Any] | None = None
    """None for an answer that was sent."""


def answer_list(answers: Sequence[AnswerLine], t: Words, *, large: bool = False) -> ft.Control:
    """Show answers, each with its way to change it.

    `large` is for large text: what changes an answer is under it.
    """
    return ft.Container(
        bgcolor=roles.CARD,
        border=ft.Border.all(1, roles.LINE),
        border_radius=roles.RADIUS + 2,
        padding=ft.Padding.symmetric(horizontal=16, vertical=4),
        content=ft.Column(
            [
                ft.Container(
                    _row(answer, t, large),
                    padding=ft.Padding.symmetric(vertical=8),
                    border=ft.Border.only(top=ft.BorderSide(1, roles.SOFT)) if place else None,
                )
                for place, answer in enumerate(answers)
            ],
            spacing=0,
            horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
        ),
    )


def _row(answer: AnswerLine, t: Words, large: bool) -> ft.Control:
    words = ft.MergeSemantics(
        ft.Column([text.secondary(answer.label), when_asked(text.body(answer.value))], spacing=2)
    )
    if answer.change is None:
        return words
    change = button.link(t("Change"), answer.change, spoken=t("Change: {what}", what=answer.label))
    if large:
        return ft.Column([words, change], spacing=4)
    return ft.Row(
        [ft.Container(words, expand=True), change],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
