"""Where the focus goes: to the question that an error is about, to the news, back to what opened something.

Flet can give the focus to buttons and text fields only. In a browser the page itself does it, for whatever can
take it: the spot that is wanted bears a mark, and `assets/focus.js` focuses the first thing in it. Elsewhere the
spot does it once it is rendered: to the first button or text field in it, else to a stop of its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

import flet as ft

from screens.aloud import passages
from screens.tree import below

TITLE = "title"
"""The spot of the h1 of each screen."""
SCROLLER = "scroller"
"""The key of what scrolls in each screen."""


@ft.observable
@dataclass
class Focus:
    """What is to have the focus now, in one window."""

    key: str = ""
    turn: int = 0
    """Counts the wishes, so that the same spot can be wanted again."""
    _served: int = field(default=0, init=False, repr=False)

    async def to(self, key: str) -> None:
        """Show the spot of this key, then focus what it holds."""
        self.key = key
        self.turn += 1
        await _show(key)

    def take(self, key: str) -> bool:
        """True if this key is wished for, once for each wish.

        A spot that is mounted later does not serve it again.
        """
        if self.key != key or self._served == self.turn:
            return False
        self._served = self.turn
        return True


async def reach(key: str) -> bool:
    """Focus the field or button of a spot; False if none.

    The field first: a button over it may say the question aloud.
    """
    able: list[Any] = [each for each in below(_found(key)) if callable(getattr(each, "focus", None))]
    target = next((each for each in able if isinstance(each, ft.TextField)), able[0] if able else None)
    if target is not None:
        with suppress(*_GONE):
            await target.focus()
    return target is not None


def words_of(key: str) -> str:
    """Return the first words of a spot, for a screen reader."""
    spot = _found(key)
    return next((passage.text for passage in passages(spot)), "") if spot else ""


def _found(key: str) -> ft.Control | None:
    return next((control for control in below(_top(ft.context.page)) if control.key == key), None)


async def stay(field: ft.TextField) -> None:
    """Keep the focus in a field after Enter, which takes it away.

    What follows starts from there. In a browser the page does it. On a telephone nobody does: Enter puts the keyboard
    on the screen away, and the focus would bring it back.
    """
    page = ft.context.page
    if page.web or (page.platform and page.platform.is_mobile()):
        return
    with suppress(*_GONE):
        await field.focus()  # type: ignore[no-untyped-call]


_GONE = (TimeoutError, RuntimeError)
"""The person may have gone on, or the line to the window be cut: then there is nothing to focus."""


def _top(page: ft.Page) -> ft.View:
    return [each for each in below(page.views) if isinstance(each, ft.View)][-1]


async def _show(key: str) -> None:
    scroller: Any = _found(SCROLLER)
    if scroller is not None:
        with suppress(*_GONE):
            await scroller.scroll_to(scroll_key=key)


_focus: Any = ft.create_context(None)
provide = _focus


def use_focus() -> Focus:
    focus: Focus = ft.use_context(_focus)
    return focus
