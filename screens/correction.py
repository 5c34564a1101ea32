"""The error of a screen with one field: it is beside the field, and the focus goes there with it (WCAG 3.3.1)."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from screens.context import use_value
from screens.focus import use_focus


def use_correction(key: str) -> tuple[str, Callable[[str], None]]:
    """Keep what is wrong, in words, and return how to set it.

    Each time it is set to something, the focus goes to the spot `key`: a screen reader then says the question, its help
    and the error, which are one name.
    """
    focus = use_focus()
    (words, turn), set_told = use_value(("", 0))

    async def come() -> None:
        if words:
            await focus.to(key)

    ft.use_effect(come, [turn])

    def tell(wrong: str) -> None:
        set_told(lambda before: (wrong, before[1] + 1))

    return words, tell
