"""The chain of a sending, and the timeline of a case: steps in words, each said as done, now or later."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import flet as ft

from i18n import Words
from screens.aloud import when_asked
from screens.components import text
from screens.components.progress import progress
from screens.theme import roles


class StepState(Enum):
    DONE = "done"
    NOW = "now"
    LATER = "later"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Step:
    label: str
    state: StepState
    detail: str = ""
    progress: float | None = None
    """0.0 to 1.0 while something is being sent."""


_ICON = {
    StepState.DONE: (ft.Icons.CHECK_CIRCLE, roles.PRIMARY),
    StepState.NOW: (ft.Icons.RADIO_BUTTON_CHECKED, roles.PRIMARY),
    StepState.LATER: (ft.Icons.RADIO_BUTTON_UNCHECKED, roles.LINE),
    StepState.STOPPED: (ft.Icons.ERROR_OUTLINE, roles.ERROR),
}


def _state_word(state: StepState, t: Words) -> str:
    return {
        StepState.DONE: t("Done"),
        StepState.NOW: t("Now"),
        StepState.LATER: t("Later"),
        StepState.STOPPED: t("Stopped"),
    }[state]


def chain(steps: list[Step], t: Words) -> ft.Control:
    """A list of steps; the state of each is in words too (WCAG 1.4.1)."""
    return ft.Column([_row(step, t) for step in steps], spacing=4)


def _row(step: Step, t: Words) -> ft.Control:
    name, colour = _ICON[step.state]
    label = (
        text.strong(step.label) if step.state in (StepState.NOW, StepState.STOPPED) else text.body(step.label)
    )
    words: list[ft.Control] = [label]
    if step.detail:
        # A detail changes all the time while something is sent; else it is a reference, or a moment.
        words.append(when_asked(text.secondary(step.detail)))
    column: list[ft.Control] = [
        ft.Semantics(
            label=". ".join(part for part in (_state_word(step.state, t), step.label, step.detail) if part),
            container=True,
            exclude_semantics=True,
            content=ft.Column(words, spacing=2),
        )
    ]
    if step.progress is not None:
        column.append(progress(step.progress, step.label))
    return ft.Container(
        padding=ft.Padding.symmetric(vertical=8),
        content=ft.Row(
            [text.icon(name, colour), ft.Column(column, spacing=8, expand=True)],
            spacing=14,
            vertical_alignment=ft.CrossAxisAlignment.START,
        ),
    )
