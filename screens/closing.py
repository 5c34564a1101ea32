"""Escape closes what was opened last, and the focus goes back to what opened it (WCAG 2.1.2, 2.4.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import flet as ft

from screens.focus import use_focus

Close = Callable[[], Awaitable[None]]


@dataclass
class Closers:
    """What is open in one window, the last opened last."""

    open: list[Close] = field(default_factory=list)

    async def close_last(self) -> bool:
        """True if there was something to close."""
        if not self.open:
            return False
        await self.open[-1]()
        return True


_closers: Any = ft.create_context(None)
provide = _closers


@dataclass(frozen=True, slots=True)
class Closable:
    """Something that opens within a screen, or may. `opener` and `inside` are keys for spots: of what opens it,
    which gets the focus when it closes, and of what shows then, which gets it when it opens."""

    opener: str
    inside: str
    shut: Close


_NUMBERS = count(1)


def use_closable(is_open: bool, close: Callable[[], object], *, enter: bool = True) -> Closable:
    """Let Escape close it while it is open.

    `shut` is for its own buttons. Without `enter` the focus stays when it opens, as under a field in which somebody is
    typing.
    """
    closers: Closers = ft.use_context(_closers)
    focus = use_focus()
    latest: Any = ft.use_ref(lambda: close)
    latest.current = close
    was_open: Any = ft.use_ref(lambda: False)

    def made() -> Closable:
        number = next(_NUMBERS)

        async def shut() -> None:
            latest.current()

        return Closable(f"opener-{number}", f"inside-{number}", shut)

    kept: Any = ft.use_ref(made)
    mine: Closable = kept.current

    async def changed() -> None:
        if is_open:
            closers.open.append(mine.shut)
            if enter:
                await focus.to(mine.inside)
        elif was_open.current:
            await focus.to(mine.opener)
        was_open.current = is_open

    def left() -> None:
        if mine.shut in closers.open:
            closers.open.remove(mine.shut)

    ft.use_effect(changed, [is_open], cleanup=left)
    return mine
