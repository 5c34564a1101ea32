"""A field for text. Question, help and error are its accessible name: `MergeSemantics` makes one of them
(WCAG 1.3.1, 3.3.1, 3.3.2).

What a text field holds is the client's to say: it tells the control, before the event of the keystroke. So
a field that is rendered again holds what the control held. Any state of our own would be older for a moment,
and a rendering in that moment would take characters back (docs/adr/0004).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from screens.components.caption import FieldWords, caption, listenable
from screens.context import use_box
from screens.focus import stay
from screens.theme import roles


def _edge(width: float, colour: str) -> ft.OutlineInputBorder:
    return ft.OutlineInputBorder(side=ft.BorderSide(width, colour), border_radius=roles.RADIUS)


def _border(error: bool) -> dict[ft.ControlState, ft.InputBorder]:
    # Around the edge of an error the focus is wider: red beneath it would hide how much changes (WCAG 2.4.13).
    focus = roles.FOCUS_WIDTH + 2 if error else roles.FOCUS_WIDTH
    return {
        ft.ControlState.FOCUSED: _edge(focus, roles.FOCUS),
        ft.ControlState.DEFAULT: _edge(2.5, roles.ERROR) if error else _edge(1.5, roles.LINE),
    }


_NO_FIELD: ft.TextField | None = None


@ft.component
def TextField(
    words: FieldWords,
    value: str,
    on_change: Callable[[str], None],
    *,
    numeric: bool = False,
    latin: bool = False,
    hidden: bool = False,
    lines: int = 1,
    width: int | None = None,
    autofill: ft.AutofillHint | None = None,
    on_submit: Callable[[Any], Awaitable[None]] | None = None,
) -> ft.Control:
    """Ask for one or more lines of text.

    `value` is where it starts; what is typed goes to `on_change` at once. A `value` that is neither what was given
    before nor what was typed here comes from another window: it is shown. `latin` sets numbers and codes at the left,
    as they are written, in an Arabic page too. (Flet 1.0.5 never sends `rtl=False`: the direction of the text itself
    stays the page's.) `hidden` shows dots in place of signs.
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

    async def entered(event: ft.Event[ft.TextField]) -> None:
        await stay(event.control)
        if on_submit is not None:
            await on_submit(event)

    control = ft.TextField(
        value=held,
        on_change=changed,
        on_submit=entered if lines == 1 else None,
        multiline=lines > 1,
        min_lines=lines if lines > 1 else None,
        max_lines=max(lines, 6) if lines > 1 else None,
        keyboard_type=ft.KeyboardType.NUMBER if numeric else ft.KeyboardType.TEXT,
        text_align=ft.TextAlign.LEFT if latin else None,
        autocorrect=False,
        enable_suggestions=False,
        enable_ime_personalized_learning=False,
        autofill_hints=autofill,
        password=hidden,
        border=_border(bool(words.error)),
        bgcolor=roles.CARD,
        cursor_color=roles.PRIMARY,
        content_padding=ft.Padding.symmetric(horizontal=16, vertical=16),
        width=width,
    )
    before.value = control
    stretch = ft.CrossAxisAlignment.STRETCH if width is None else ft.CrossAxisAlignment.START
    # The field keeps its place in the tree when an error comes or goes: else it would be another field,
    # without the focus and the key that is on its way.
    column = ft.Column([caption(words), control], spacing=6, horizontal_alignment=stretch)
    named = ft.Semantics(label=words.label, content=column) if words.titled else column
    return listenable(words, ft.MergeSemantics(named))
