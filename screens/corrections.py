"""The errors of a screen with several fields: a summary that takes the focus, each beside its field (WCAG 3.3.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import flet as ft

from screens.components.error_summary import Entry, error_summary
from screens.context import use_guard, use_value, use_words
from screens.focus import use_focus

_NONE: tuple[Sequence[Entry], int] = ((), 0)


@dataclass(frozen=True, slots=True)
class Corrections:
    """What is to be put right. Keys are those of the spots of the fields."""

    entries: Sequence[Entry]
    summary: list[ft.Control]
    """The words at the top of the screen; empty where nothing is wrong."""
    tell: Callable[[Sequence[Entry]], None]

    def of(self, key: str) -> str:
        """Return what is wrong with one field, in words."""
        return next((entry.advice for entry in self.entries if entry.key == key), "")


def use_corrections() -> Corrections:
    t, guard, focus = use_words(), use_guard(), use_focus()
    (entries, turn), set_told = use_value(_NONE)

    def tell(wrong: Sequence[Entry]) -> None:
        set_told(lambda before: (wrong, before[1] + 1))

    def go(key: str) -> Callable[..., object]:
        return guard(lambda: focus.to(key))

    summary = [error_summary(entries, t, go, turn=turn)] if entries else []
    return Corrections(entries, summary, tell)
