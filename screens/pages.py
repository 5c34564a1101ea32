"""Long lists come in pages: what "Show more" does, and where the focus goes then (WCAG 2.4.3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

import flet as ft

from screens.context import use_box
from screens.focus import use_focus

_NOTHING_ASKED: Set[str] | None = None


def use_more(keys: Sequence[str], show: Callable[[], None]) -> Callable[[], None]:
    """Return a handler that shows more and focuses the first new row.

    `keys` are the spots of the rows that show now, in their order. Without this, a person who does not see the screen
    would have to look for where the new rows begin.
    """
    focus, before = use_focus(), use_box(_NOTHING_ASKED)

    async def go_on() -> None:
        if before.value is None:
            return
        new = next((key for key in keys if key not in before.value), None)
        if new is not None:
            before.value = None
            await focus.to(new)

    ft.use_effect(go_on, [tuple(keys)])

    def more() -> None:
        before.value = {*keys}
        show()

    return more
