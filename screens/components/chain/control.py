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
    DENIED = "denied"
    """Done, and not what was asked for: it bears no colour and no sign of success."""


@dataclass(frozen=True)
class Step:
    label: str
    state: StepState
    detail: str = ""
    progress: float | None = None
    """0.0 to 1.0 while something is being sent."""
    spoken: str = ""
    """The detail as it is said, where that is not as it is seen."""


_ICON = {
    StepState.DONE: (ft.Icons.CHECK_CIRCLE, roles.PRIMARY),
    StepState.NOW: (ft.Icons.RADIO_BUTTON_CHECKED, roles.PRIMARY),
    StepState.LATER: (ft.Icons.RADIO_BUTTON_UNCHECKED, roles.LINE),
    StepState.STOPPED: (ft.Icons.ERROR_OUTLINE, roles.ERROR),
    StepState.DENIED: (ft.Icons.GAVEL, roles.ATTENTION),
}


def _state_word(state: StepState, t: Words) -> str:
    return {
        StepState.DONE: t("Done"),
        StepState.NOW: t("Now"),
        StepState.LATER: t("Later"),
        StepState.STOPPED: t("Stopped"),
        StepState.DENIED: t("Done"),
    }[state]


def chain(steps: list[Step], t: Words, *, live: bool = False) -> ft.Control:
    """Show steps in a list, the state of each in words too.

    WCAG 1.4.1. In a `live` one the step that was reached is said when it comes (WCAG 4.1.3), without how much was sent.
    """
    current = (step for step in steps if step.state in (StepState.NOW, StepState.STOPPED))
    reached = next(current, steps[-1])
    return ft.Column([_row(step, t, live=live and step is reached) for step in steps], spacing=4, key="chain")


def _row(step: Step, t: Words, *, live: bool) -> ft.Control:
    name, colour = _ICON[step.state]
    label = (
        text.body(step.label) if step.state in (StepState.DONE, StepState.LATER) else text.strong(step.label)
    )
    words: list[ft.Control] = [label]
    if step.detail:
        # A detail changes all the time while something is sent; else it is a reference, or a moment.
        words.append(when_asked(text.secondary(step.detail)))
    # A live region is said again whenever its words change.
    detail = "" if live and step.progress is not None else step.spoken or step.detail
    column: list[ft.Control] = [
        ft.Semantics(
            label=". ".join(part for part in (_state_word(step.state, t), step.label, detail) if part),
            live_region=live,
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
