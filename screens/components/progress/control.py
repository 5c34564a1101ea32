"""How far something is, as a bar. Its value is a number to assistive technology; the words beside it say of what."""

from __future__ import annotations

import flet as ft

from screens.theme import roles


def progress(part: float, label: str) -> ft.Control:
    """Show how far it is; `part` is 0.0 to 1.0."""
    return ft.ProgressBar(
        value=part,
        color=roles.PRIMARY,
        bgcolor=roles.SOFT,
        bar_height=8,
        border_radius=4,
        semantics_label=label,
        semantics_value=int(part * 100),
    )
