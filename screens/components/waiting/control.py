"""Something is being fetched: said, not only drawn (WCAG 4.1.3)."""

from __future__ import annotations

import asyncio

import flet as ft

from screens import context
from screens.components import text
from screens.context import use_ui, use_value
from screens.theme import roles


@ft.component
def Waiting(words: str, *, at_once: bool = False) -> ft.Control:
    """Show that something takes long; turn only if motion is wanted.

    WCAG 2.3.3. Its place is kept from the start; it is seen and said after a second, for what comes sooner needs no
    word. `at_once` is for what took a second already.
    """
    long, set_long = use_value(at_once)

    async def wait() -> None:
        if not at_once:
            await asyncio.sleep(context.LONG)
            set_long(True)

    ft.use_effect(wait, [])
    if use_ui().still:
        sign: ft.Control = text.icon(ft.Icons.HOURGLASS_EMPTY, roles.PRIMARY)
    else:
        sign = ft.ProgressRing(width=28, height=28, stroke_width=3, color=roles.PRIMARY)
    # What is wholly transparent is not there for a screen reader.
    return ft.Semantics(
        live_region=long,
        container=True,
        opacity=1 if long else 0,
        content=ft.Row([sign, ft.Container(text.body(words), expand=True)], spacing=16),
    )
