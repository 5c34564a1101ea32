"""Buttons. The words wrap and padding makes the height, so that large text is never clipped (WCAG 1.4.4).

What has the focus turns yellow with a dark edge of 4 px, on every ground and in every theme: the one sign of
focus that GOV.UK found to be seen by everyone (2.4.7, 2.4.13). `spoken` is the accessible name where the
visible word alone does not say of what; it begins with the visible word (2.5.3).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import flet as ft

from screens.theme import roles

State = ft.ControlState


@dataclass(frozen=True, slots=True)
class Look:
    ground: str
    ink: str
    edge: str
    edge_width: float
    across: int = 20
    along: int = 16
    focus_edge: str = roles.FOCUS
    focus_ground: str = roles.FOCUS_GROUND
    focus_ink: str = roles.ON_FOCUS

    def style(self) -> ft.ButtonStyle:
        return ft.ButtonStyle(
            bgcolor={
                State.DISABLED: roles.LINE,
                State.FOCUSED: self.focus_ground,
                State.DEFAULT: self.ground,
            },
            color={State.DISABLED: roles.PAPER, State.FOCUSED: self.focus_ink, State.DEFAULT: self.ink},
            icon_color={State.FOCUSED: self.focus_ink, State.DEFAULT: self.ink},
            padding=ft.Padding.symmetric(horizontal=self.across, vertical=self.along),
            shape=ft.RoundedRectangleBorder(radius=roles.RADIUS),
            side={
                State.FOCUSED: ft.BorderSide(roles.FOCUS_WIDTH, self.focus_edge),
                State.DEFAULT: ft.BorderSide(self.edge_width, self.edge),
            },
        )


# On a dark ground the fill is as light as the yellow of the focus: a dark edge is what changes (2.4.13).
FILLED = Look(roles.PRIMARY, roles.ON_PRIMARY, roles.PRIMARY, 4, focus_edge=roles.ON_FOCUS)
OUTLINED = Look(roles.CARD, roles.PRIMARY, roles.PRIMARY, 1.5)
PLAIN = Look(ft.Colors.TRANSPARENT, roles.PRIMARY, ft.Colors.TRANSPARENT, 0, across=8, along=12)


def _words(text: str, spoken: str) -> ft.Control:
    return ft.Text(text, semantics_label=spoken or None)


def primary(
    text: str,
    on_click: Callable[..., Any],
    *,
    disabled: bool = False,
    spoken: str = "",
    key: str | None = None,
) -> ft.Control:
    """Make the one filled button of a screen, at its content's end."""
    return ft.FilledButton(
        key=key, content=_words(text, spoken), on_click=on_click, disabled=disabled, style=FILLED.style()
    )


def secondary(
    text: str,
    on_click: Callable[..., Any],
    *,
    icon: ft.IconData | None = None,
    spoken: str = "",
    key: str | None = None,
) -> ft.Control:
    """Make an outlined button for any other action."""
    return ft.OutlinedButton(
        key=key, content=_words(text, spoken), icon=icon, on_click=on_click, style=OUTLINED.style()
    )


def symbol(
    icon: ft.IconData, name: str, on_click: Callable[..., Any], *, words: bool = False, key: str | None = None
) -> ft.Control:
    """Make a quiet action that is a symbol.

    Its name is beside it with `words`, else for assistive technology alone.
    """
    if words:
        return link(name, on_click, icon=icon, key=key)
    return ft.TextButton(
        key=key, content=ft.Icon(icon, semantics_label=name), on_click=on_click, style=PLAIN.style()
    )


def link(
    text: str,
    on_click: Callable[..., Any],
    *,
    icon: ft.IconData | None = None,
    spoken: str = "",
    key: str | None = None,
) -> ft.Control:
    """Make a quiet action inside content or in the header."""
    return ft.TextButton(
        key=key, content=_words(text, spoken), icon=icon, on_click=on_click, style=PLAIN.style()
    )
