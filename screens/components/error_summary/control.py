"""The error summary as GOV.UK taught it: how many, which, and a way to each (WCAG 3.3.1, 2.4.3).

Its title, a heading with the count, takes the focus when it comes: a screen reader says it once, and Tab goes on to
the entries. Each is a button that puts the focus into its question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from i18n import Words, joined
from screens.components import button
from screens.components.notice import Tone, notice
from screens.focus import use_focus


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with the same words of what is wrong that stand beside it."""

    key: str
    label: str
    advice: str


def error_summary(
    entries: Sequence[Entry], t: Words, go: Callable[[str], Callable[..., Any]], *, turn: int = 0
) -> ft.Control:
    """List what is to be corrected, each with a way to it.

    `go` makes, for the key of an entry, the handler that leads to its question. `turn` counts how often the person
    asked to go on: each time the focus comes here. At 0, as on a screen that opens with it, it stays.
    """
    made: ft.Control = _Summary(list(entries), t, go, turn)
    return made


@ft.component
def _Summary(
    entries: list[Entry], t: Words, go: Callable[[str], Callable[..., Any]], turn: int
) -> ft.Control:
    focus = use_focus()

    async def come() -> None:
        if turn:
            await focus.to(SUMMARY)

    ft.use_effect(come, [turn])
    title = t.n("{count} answer needs another look", "{count} answers need another look", len(entries))
    links = [
        button.link(joined(" – ", [entry.label, entry.advice]), go(entry.key), key=f"error-{entry.key}")
        for entry in entries
    ]
    return notice(title, tone=Tone.ERROR, level=2, key=SUMMARY, actions=links, wide=True)


SUMMARY = "error-summary"
"""The spot of its title."""
