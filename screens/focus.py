"""Where the focus goes: to the question that an error is about, to the news, back to what opened a dialog."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import flet as ft

from screens.tree import below


async def to(key: str) -> None:
    """Show the control of this key, and give the focus to the first thing in it that can take it."""
    page = ft.context.page
    view = page.views[-1]
    found = next((control for control in below(view) if control.key == key), None)
    if found is None:
        return
    # The person may have gone on, or the line to the window be cut: then there is nothing to focus.
    with suppress(TimeoutError, RuntimeError):
        await view.scroll_to(scroll_key=key)
        target: Any = next((control for control in below(found) if hasattr(control, "focus")), None)
        if target is not None:
            await target.focus()
