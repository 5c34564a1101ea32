"""A row that leads somewhere. One real button, so that it is focusable and named by all its words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import flet as ft

from screens.components import text
from screens.components.button import Look
from screens.components.notice import LOOKS, Tone
from screens.theme import roles

_LOOK = Look(roles.CARD, roles.INK, roles.LINE, 1, across=16, along=16)


def tile(
    title: str,
    on_click: Callable[..., Any],
    *,
    sub: str = "",
    icon: ft.IconData | None = None,
    picture: ft.Control | None = None,
    tag: ft.Control | None = None,
    tone: Tone | None = None,
    key: str | None = None,
) -> ft.Control:
    """Show a large button that leads to a thing.

    `tag` is a small word on the state of the thing, under the title; `picture` takes the place of an icon. With a
    `tone` it calls, as a notice does.
    """
    words: list[ft.Control] = [text.on_button(title, strong=True)]
    if sub:
        words.append(text.on_button(sub))
    if tag is not None:
        words.append(ft.Row([tag], wrap=True))
    row: list[ft.Control] = [ft.Column(words, spacing=4, expand=True)]
    look = _LOOK
    if tone is not None:
        colour, ground, own_icon = LOOKS[tone]
        look = replace(_LOOK, ground=ground, edge=colour, edge_width=1.5)
        row.insert(0, text.icon(icon or own_icon, colour))
        icon = None
    if picture is not None:
        row.insert(0, picture)
    elif icon is not None:
        row.insert(0, _plate(icon))
    return ft.OutlinedButton(key=key, content=ft.Row(row, spacing=16), on_click=on_click, style=look.style())


def _plate(icon: ft.IconData) -> ft.Control:
    return ft.Container(
        text.icon(icon, roles.PRIMARY),
        bgcolor=roles.SOFT,
        border_radius=roles.RADIUS,
        padding=12,
        alignment=ft.Alignment.CENTER,
    )
