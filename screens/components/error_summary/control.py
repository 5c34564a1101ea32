"""The error summary as GOV.UK taught it: how many, which, and a way to each (WCAG 3.3.1, 2.4.3).

Each entry is a button that leads to its question. The first takes the focus when the summary comes: a screen
reader then says the group's name, which is the count, and the first entry.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from i18n import Words
from screens.components import button
from screens.components.notice import Tone, notice


@dataclass(frozen=True, slots=True)
class Entry:
    """A question with the same words of what is wrong that stand beside it."""

    key: str
    label: str
    advice: str


def error_summary(entries: Sequence[Entry], t: Words, go: Callable[[str], Callable[..., Any]]) -> ft.Control:
    """`go` makes, for the key of an entry, the handler that leads to its question."""
    title = t.n("{count} answer needs another look", "{count} answers need another look", len(entries))
    links = [
        button.link(f"{entry.label} – {entry.advice}", go(entry.key), key=f"error-{entry.key}")
        for entry in entries
    ]
    return notice(title, tone=Tone.ERROR, live=True, actions=links)
