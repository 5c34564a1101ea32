"""How far something is, as a bar. Its value is a number to assistive technology; the words beside it say of what."""

from __future__ import annotations

import flet as ft

from screens.theme import roles


def progress(part: float, label: str = "") -> ft.Control:
    """Show how far it is; `part` is 0.0 to 1.0.

    Without a label it is seen only: words beside it say the same.
    """
    bar = ft.ProgressBar(
        value=part,
        color=roles.PRIMARY,
        bgcolor=roles.SOFT,
        bar_height=8,
        border_radius=4,
        semantics_label=label or None,
        semantics_value=int(part * 100) if label else None,
    )
    return bar if label else ft.Semantics(exclude_semantics=True, content=bar)
