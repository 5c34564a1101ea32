"""A row that leads somewhere. One real button, so that it is focusable and named by all its words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from screens.components import text
from screens.theme import LIGHT, RADIUS


def tile(
    title: str,
    on_click: Callable[..., Any],
    *,
    sub: str = "",
    icon: ft.IconData | None = None,
    tag: ft.Control | None = None,
    key: str | None = None,
) -> ft.Control:
    """`tag` is a small word on the state of the thing, under the title."""
    words: list[ft.Control] = [text.strong(title)]
    if sub:
        words.append(text.secondary(sub))
    if tag is not None:
        words.append(ft.Row([tag], wrap=True))
    row: list[ft.Control] = [ft.Column(words, spacing=4, expand=True)]
    if icon is not None:
        row.insert(
            0,
            ft.Container(
                text.icon(icon, LIGHT.primary),
                bgcolor=LIGHT.soft,
                border_radius=RADIUS,
                width=52,
                height=52,
                alignment=ft.Alignment.CENTER,
            ),
        )
    return ft.OutlinedButton(
        key=key,
        content=ft.Row(row, spacing=16),
        on_click=on_click,
        style=ft.ButtonStyle(
            bgcolor=LIGHT.card,
            color=LIGHT.ink,
            padding=ft.Padding.symmetric(horizontal=16, vertical=16),
            shape=ft.RoundedRectangleBorder(radius=RADIUS + 2),
            side={
                ft.ControlState.FOCUSED: ft.BorderSide(4, LIGHT.focus),
                ft.ControlState.DEFAULT: ft.BorderSide(1, LIGHT.line),
            },
        ),
    )
