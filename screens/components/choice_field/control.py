"""Choices, all in sight: one of several, or any number of them. Never a drop-down: Flet's has no name and no
keyboard once semantics are on.

The group is named: Flet's RadioGroup has no name of its own (WCAG 1.3.1). A choice is a whole row, so that
words of any length wrap and the whole row takes the tap; the radio or checkbox within it is what the keyboard
reaches. The row shows the focus and what is chosen: Flutter's own mark of the focus is too faint to see (2.4.7), and
its radio and checkbox stay small beside large text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import flet as ft

from screens.components import text
from screens.components.caption import FieldWords, caption, listenable
from screens.components.pictogram import pictures
from screens.context import use_box, use_value
from screens.theme import roles


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    help: str = ""
    pictogram: str | None = None
    """A name of `services.models.pictograms`."""


@ft.component
def ChoiceField(
    words: FieldWords, choices: list[Choice], value: str | None, on_change: Callable[[str], None]
) -> ft.Control:
    """Ask for one of several."""
    field = ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=caption(words)),
                ft.RadioGroup(
                    value=value,
                    on_change=lambda event: on_change(event.control.value),
                    content=ft.Column(
                        [
                            _Radio(
                                choice,
                                bool(words.error),
                                choice.value == value,
                                partial(on_change, choice.value),
                            )
                            for choice in choices
                        ],
                        spacing=8,
                    ),
                ),
            ],
            spacing=8,
        ),
    )
    return listenable(words, field)


@ft.component
def SeveralField(
    words: FieldWords, choices: list[Choice], values: list[str], on_change: Callable[[list[str]], None]
) -> ft.Control:
    """Ask for any number of several."""
    latest = use_box(values)
    latest.value = values

    def tick(value: str, on: bool) -> None:
        # The next tick may come before this one is rendered.
        chosen = {*latest.value, value} if on else {*latest.value} - {value}
        latest.value = [choice.value for choice in choices if choice.value in chosen]
        on_change(latest.value)

    def turn(value: str) -> None:
        tick(value, value not in latest.value)

    field = ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=caption(words)),
                *(
                    _Checkbox(
                        choice,
                        bool(words.error),
                        choice.value in values,
                        partial(tick, choice.value),
                        partial(turn, choice.value),
                    )
                    for choice in choices
                ),
            ],
            spacing=8,
        ),
    )
    return listenable(words, field)


@ft.component
def _Radio(choice: Choice, wrong: bool, chosen: bool, choose: Callable[[], None]) -> ft.Control:
    focused, set_focused = use_value(False)
    mark = ft.Radio(
        value=choice.value,
        active_color=roles.PRIMARY,
        on_focus=lambda _: set_focused(True),
        on_blur=lambda _: set_focused(False),
    )
    return _row(mark, choice, _Row(wrong, chosen, focused), choose)


@ft.component
def _Checkbox(
    choice: Choice, wrong: bool, checked: bool, tick: Callable[[bool], None], turn: Callable[[], None]
) -> ft.Control:
    focused, set_focused = use_value(False)
    mark = ft.Checkbox(
        value=checked,
        active_color=roles.PRIMARY,
        on_change=lambda event: tick(bool(event.control.value)),
        on_focus=lambda _: set_focused(True),
        on_blur=lambda _: set_focused(False),
    )
    return _row(mark, choice, _Row(wrong, checked, focused), turn)


@dataclass(frozen=True)
class _Row:
    """How a row looks."""

    wrong: bool
    chosen: bool
    focused: bool

    @property
    def edge(self) -> tuple[float, ft.Colors]:
        if self.focused:
            return roles.FOCUS_WIDTH, roles.FOCUS
        # As thin for what is chosen: the edge of the focus has to be more than a change of it (2.4.13).
        return 1.5, roles.ERROR if self.wrong else roles.PRIMARY if self.chosen else roles.LINE


def _row(mark: ft.Control, choice: Choice, look: _Row, on_click: Callable[[], None]) -> ft.Control:
    width, colour = look.edge
    words: list[ft.Control] = [text.body(choice.label)]
    if choice.help:
        words.append(text.secondary(choice.help))
    return ft.MergeSemantics(
        ft.Container(
            bgcolor=roles.SOFT if look.chosen else roles.CARD,
            border=ft.Border.all(width, colour),
            border_radius=roles.RADIUS,
            # The edge grows inwards: the row keeps its size.
            padding=ft.Padding.symmetric(horizontal=10 - width, vertical=8 - width),
            on_click=lambda _: on_click(),
            content=ft.Row(
                [mark, *pictures(choice.pictogram), ft.Column(words, spacing=0, expand=True)], spacing=8
            ),
        )
    )
