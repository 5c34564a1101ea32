"""An item of a list of facts: a mark, then its lines. The mark is drawn, not said; a number is said."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from screens.components import text


def item(lines: Sequence[ft.Control], number: int | None = None) -> ft.Control:
    dot = ft.Semantics(exclude_semantics=True, content=text.body("•"))
    mark = dot if number is None else text.strong(f"{number}.")
    return ft.Row(
        [mark, ft.Column([*lines], spacing=4, expand=True)],
        spacing=12,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
