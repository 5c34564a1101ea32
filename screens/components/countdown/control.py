"""A time to wait. For the eyes it counts each second; assistive technology gets words, and only when that
says something new: each minute, from ten minutes on every ten, from an hour on each hour (WCAG 4.1.3, 2.2.2).
"""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import Awaitable, Callable

import flet as ft

from i18n import Words
from screens.aloud import never
from screens.components import layout, text
from screens.context import use_box, use_value, use_words

SECOND = 1.0
"""Between two steps."""
_LOOK = 30.0
"""Seconds between two questions how long it really is."""


@ft.component
def Countdown(seconds: float, look: Callable[[], Awaitable[float]], over: Callable[[], None]) -> ft.Control:
    """Count down, and call `over` once when nothing is left.

    `look` asks how many seconds are really left: clocks here may stand still while a device sleeps.
    """
    t = use_words()
    left, set_left = use_value(seconds)
    gone = use_box(False)

    async def count() -> None:
        remaining, began = seconds, time.monotonic()
        while not gone.value:
            now = remaining - (time.monotonic() - began)
            if now <= 0 or time.monotonic() - began >= _LOOK:
                remaining, began = await look(), time.monotonic()
                now = remaining
            if now <= 0:
                over()
                return
            set_left(now)
            await asyncio.sleep(min(SECOND, now))

    def leave() -> None:
        gone.value = True

    ft.use_effect(count, [], cleanup=leave)
    clock = never(layout.silent(text.large(t.ltr(_digits(left)))))
    return layout.stack([layout.live(text.body(_words(left, t))), clock])


def _digits(seconds: float) -> str:
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _words(seconds: float, t: Words) -> str:
    minutes = math.ceil(seconds / 60)
    if minutes > 60:
        hours = math.ceil(minutes / 60)
        return t.n("You can try again in {count} hour.", "You can try again in {count} hours.", hours)
    if minutes > 10:
        minutes = math.ceil(minutes / 10) * 10
    return t.n("You can try again in {count} minute.", "You can try again in {count} minutes.", minutes)
