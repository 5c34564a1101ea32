"""Content that is folded away under the button that names it.

Assistive technology hears whether it is open (WCAG 4.1.2). Not Flet's ExpansionTile, which says so in words of its own
beside the title. The focus stays on the button: what opens comes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import flet as ft

from screens.closing import use_closable
from screens.components import button, layout


@ft.component
def Fold(title: str, content: Sequence[ft.Control], is_open: bool, turn: Callable[[], None]) -> ft.Control:
    """Show a button that opens and closes `content`.

    `turn` changes whether it is open. The screen keeps that: it outlives another order of the parts.
    """
    closable = use_closable(is_open, turn, enter=False)
    icon = ft.Icons.EXPAND_LESS if is_open else ft.Icons.EXPAND_MORE
    opener = button.link(title, lambda _: turn(), icon=icon)
    told = ft.MergeSemantics(ft.Semantics(expanded=is_open, content=opener))
    rows = [layout.row([layout.keyed(told, closable.opener)])]
    if is_open:
        rows.append(layout.stack(content, 16))
    return layout.stack(rows)
