"""Fields. Each reads as one thing: its question, its help and its error are all in its accessible name.

The words stand above the field, where any length wraps at any text size; `MergeSemantics` makes them the
field's name (WCAG 1.3.1, 3.3.1, 3.3.2). Flutter's own label is one line and would be cut off.

What a text field holds is the client's to say: it tells the control, before the event of the keystroke. So
a field that is rendered anew holds what the control held. Any state of our own would be older for a moment,
and a rendering in that moment would take characters back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import flet as ft

from screens.components import text
from screens.context import use_box
from screens.theme import LIGHT, RADIUS, SIZE, text_style


@dataclass(frozen=True)
class FieldWords:
    """The words around a field."""

    label: str
    help: str = ""
    error: str = ""
    optional: str = ""
    """The word for "optional" where the question may be left empty."""

    @property
    def name(self) -> str:
        """The accessible name of a group of controls: question, help and error as sentences."""
        parts = [part for part in (self.label, self.help, self.error) if part]
        return " ".join(part if part[-1] in ".?!؟…" else f"{part}." for part in parts)


def _edge(width: float, colour: str) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, colour), border_radius=RADIUS)


def field_border(error: bool) -> dict[ft.ControlState, ft.InputBorder]:
    resting = _edge(2.5 if error else 1.5, LIGHT.error if error else LIGHT.line)
    return {
        ft.ControlState.FOCUSED: _edge(3, LIGHT.primary),
        ft.ControlState.DEFAULT: resting,
    }


def caption(words: FieldWords) -> list[ft.Control]:
    """Question, help and error, in the order in which they are read."""
    label = f"{words.label} ({words.optional})" if words.optional else words.label
    lines: list[ft.Control] = [ft.Text(label, theme_style=ft.TextThemeStyle.TITLE_MEDIUM)]
    if words.help:
        lines.append(text.secondary(words.help))
    if words.error:
        lines.append(error_line(words.error))
    return lines


def error_line(message: str) -> ft.Control:
    return ft.Row(
        [
            text.icon(ft.Icons.ERROR_OUTLINE, LIGHT.error, 24),
            ft.Text(message, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=LIGHT.error, expand=True),
        ],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


_NO_FIELD: ft.TextField | None = None


@ft.component
def TextField(
    words: FieldWords,
    value: str,
    on_change: Callable[[str], None],
    *,
    numeric: bool = False,
    latin: bool = False,
    lines: int = 1,
    width: int | None = None,
    autofill: ft.AutofillHint | None = None,
    on_submit: Callable[..., Any] | None = None,
) -> ft.Control:
    """One or more lines of text. `value` is where it starts; what is typed goes to `on_change` at once.

    A `value` that is neither what was given before nor what was typed here comes from another window: it is
    shown.

    `latin` sets numbers and codes at the left, as they are written, in an Arabic page too. (Flet 1.0.5 never
    sends `rtl=False`: the direction of the text itself stays the page's.)
    """
    before, given, told = use_box(_NO_FIELD), use_box(value), use_box(value)
    is_new = value not in (given.value, told.value)
    held = value if before.value is None or is_new else before.value.value
    given.value = value
    if is_new:
        told.value = value

    def changed(event: ft.Event[ft.TextField]) -> None:
        told.value = event.control.value
        on_change(event.control.value)

    control = ft.TextField(
        value=held,
        on_change=changed,
        on_submit=on_submit,
        multiline=lines > 1,
        min_lines=lines if lines > 1 else None,
        max_lines=max(lines, 6) if lines > 1 else None,
        keyboard_type=ft.KeyboardType.NUMBER if numeric else ft.KeyboardType.TEXT,
        text_align=ft.TextAlign.LEFT if latin else None,
        autocorrect=False,
        enable_suggestions=False,
        enable_ime_personalized_learning=False,
        autofill_hints=autofill,
        border=field_border(bool(words.error)),
        bgcolor=LIGHT.card,
        cursor_color=LIGHT.primary,
        text_style=text_style(SIZE.body, LIGHT.ink),
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        width=width,
    )
    before.value = control
    stretch = ft.CrossAxisAlignment.STRETCH if width is None else ft.CrossAxisAlignment.START
    # The field keeps its place in the tree when an error comes or goes: else it would be another field,
    # without the focus and the key that is on its way.
    above = ft.Column(caption(words), spacing=6)
    return ft.MergeSemantics(ft.Column([above, control], spacing=6, horizontal_alignment=stretch))


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    help: str = ""


@ft.component
def ChoiceField(
    words: FieldWords, choices: list[Choice], value: str | None, on_change: Callable[[str], None]
) -> ft.Control:
    """One of several, all in sight. The group is named: Flet's RadioGroup has no name of its own."""
    return ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=ft.Column(caption(words), spacing=6)),
                ft.RadioGroup(
                    value=value,
                    on_change=lambda event: on_change(event.control.value),
                    content=ft.Column(
                        [
                            _framed(
                                ft.Row([_radio(choice.value), _option_words(choice)], spacing=8),
                                words.error,
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


def _framed(content: ft.Control, error: str, on_click: Callable[[], None]) -> ft.Control:
    """One choice as a whole row: words of any length wrap, and the whole row takes the tap.

    The row is no control of its own to the keyboard: the radio or checkbox within it is.
    """
    return ft.MergeSemantics(
        ft.Container(
            bgcolor=LIGHT.card,
            border=ft.Border.all(1.5, LIGHT.error if error else LIGHT.line),
            border_radius=RADIUS,
            padding=ft.Padding.symmetric(horizontal=8, vertical=6),
            on_click=lambda _: on_click(),
            content=content,
        )
    )


def _option_words(choice: Choice) -> ft.Control:
    lines: list[ft.Control] = [text.body(choice.label)]
    if choice.help:
        lines.append(text.secondary(choice.help))
    return ft.Column(lines, spacing=0, expand=True)


def _radio(value: str) -> ft.Control:
    return ft.Radio(value=value, active_color=LIGHT.primary, focus_color=LIGHT.soft)


def _checkbox(checked: bool, on_change: Callable[[bool], None]) -> ft.Control:
    return ft.Checkbox(
        value=checked,
        active_color=LIGHT.primary,
        on_change=lambda event: on_change(bool(event.control.value)),
    )


@ft.component
def SeveralField(
    words: FieldWords, choices: list[Choice], values: list[str], on_change: Callable[[list[str]], None]
) -> ft.Control:
    """Any number of several."""
    latest = use_box(values)
    latest.value = values

    def tick(value: str, on: bool) -> None:
        # The next tick may come before this one is rendered.
        chosen = {*latest.value, value} if on else {*latest.value} - {value}
        latest.value = [choice.value for choice in choices if choice.value in chosen]
        on_change(latest.value)

    def turn(value: str) -> None:
        tick(value, value not in latest.value)

    return ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=ft.Column(caption(words), spacing=6)),
                *(
                    _framed(
                        ft.Row(
                            [
                                _checkbox(choice.value in values, partial(tick, choice.value)),
                                _option_words(choice),
                            ],
                            spacing=8,
                        ),
                        words.error,
                        partial(turn, choice.value),
                    )
                    for choice in choices
                ),
            ],
            spacing=8,
        ),
    )
