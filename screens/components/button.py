"""Buttons. Padding makes the height, so that large text is never clipped; focus is a 3 px edge."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from screens.theme import LIGHT, RADIUS, SIZE, text_style

_PADDING = ft.Padding.symmetric(horizontal=20, vertical=16)
_SHAPE = ft.RoundedRectangleBorder(radius=RADIUS)


def _side(resting: ft.BorderSide) -> dict[ft.ControlState, ft.BorderSide]:
    return {
        ft.ControlState.FOCUSED: ft.BorderSide(4, LIGHT.focus),
        ft.ControlState.DEFAULT: resting,
    }


def primary(text: str, on_click: Callable[..., Any], *, disabled: bool = False) -> ft.Control:
    """The one filled button of a screen, at the end of its content."""
    return ft.FilledButton(
        content=text,
        on_click=on_click,
        disabled=disabled,
        style=ft.ButtonStyle(
            bgcolor={ft.ControlState.DISABLED: LIGHT.line, ft.ControlState.DEFAULT: LIGHT.primary},
            color=LIGHT.on_primary,
            padding=_PADDING,
            shape=_SHAPE,
            side=_side(ft.BorderSide(4, LIGHT.primary)),
            text_style=text_style(SIZE.body, LIGHT.on_primary, strong=True),
        ),
    )


def secondary(
    text: str, on_click: Callable[..., Any], *, icon: ft.IconData | None = None, spoken: str = ""
) -> ft.Control:
    """Any other action: outlined. `spoken` as in `link`."""
    return ft.OutlinedButton(
        content=ft.Text(text, semantics_label=spoken) if spoken else text,
        icon=icon,
        on_click=on_click,
        style=ft.ButtonStyle(
            color=LIGHT.primary,
            icon_color=LIGHT.primary,
            icon_size=24,
            bgcolor=LIGHT.card,
            padding=_PADDING,
            shape=_SHAPE,
            side=_side(ft.BorderSide(1.5, LIGHT.primary)),
            text_style=text_style(SIZE.body, LIGHT.primary, strong=True),
        ),
    )


def link(
    text: str, on_click: Callable[..., Any], *, icon: ft.IconData | None = None, spoken: str = ""
) -> ft.Control:
    """A quiet action inside content or in the header; as large to touch as the others.

    `spoken` is its accessible name where the visible word alone does not say of what; it begins with the
    visible word (WCAG 2.5.3).
    """
    return ft.TextButton(
        content=ft.Text(text, semantics_label=spoken) if spoken else text,
        icon=icon,
        on_click=on_click,
        style=ft.ButtonStyle(
            color=LIGHT.primary,
            icon_color=LIGHT.primary,
            icon_size=24,
            padding=ft.Padding.symmetric(horizontal=12, vertical=12),
            shape=_SHAPE,
            side=_side(ft.BorderSide(0, ft.Colors.TRANSPARENT)),
            text_style={
                ft.ControlState.DEFAULT: text_style(SIZE.body, LIGHT.primary, strong=True),
            },
        ),
    )
