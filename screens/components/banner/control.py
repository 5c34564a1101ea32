"""The banner of a screen: the state of its thing, said once, in one colour.

Its title is a heading; title and lines are said when they come (WCAG 4.1.3).
"""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from screens.components import text
from screens.components.notice import LOOKS, Tone
from screens.theme import roles


def banner(
    title: str,
    tone: Tone,
    lines: Sequence[str] = (),
    below: Sequence[ft.Control] = (),
    *,
    live: bool = False,
    icon: ft.IconData | None = None,
) -> ft.Control:
    """Show a state; what can be done about it is `below`.

    A screen has one banner.
    """
    colour, ground, own_icon = LOOKS[tone]
    head = ft.Semantics(
        header=True,
        heading_level=2,
        live_region=live,
        container=True,
        content=ft.Text(title, theme_style=ft.TextThemeStyle.TITLE_LARGE),
    )
    named = ft.Row(
        [text.icon(icon or own_icon, colour), ft.Container(head, expand=True)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
    words = ft.Semantics(
        container=True, live_region=live, content=ft.Column([text.body(line) for line in lines], spacing=4)
    )
    told: list[ft.Control] = [words] if lines else []
    return ft.Container(
        ft.Column([named, *told, *below], spacing=12, horizontal_alignment=ft.CrossAxisAlignment.START),
        bgcolor=ground,
        border=ft.Border.all(2, colour),
        border_radius=roles.RADIUS + 2,
        padding=16,
    )
