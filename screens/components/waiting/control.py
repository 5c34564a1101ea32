"""Something is being fetched: said, not only drawn (WCAG 4.1.3)."""

from __future__ import annotations

import flet as ft

from screens.components import text
from screens.context import use_ui
from screens.theme import roles


@ft.component
def Waiting(words: str) -> ft.Control:
    """Turns, unless the person or the system wants nothing to move (WCAG 2.3.3)."""
    if use_ui().still:
        sign: ft.Control = text.icon(ft.Icons.HOURGLASS_EMPTY, roles.PRIMARY)
    else:
        sign = ft.ProgressRing(width=28, height=28, stroke_width=3, color=roles.PRIMARY)
    return ft.Semantics(
        live_region=True,
        container=True,
        content=ft.Row([sign, ft.Container(text.body(words), expand=True)], spacing=16),
    )
