"""What is said and where the focus goes when a paper was attached or taken away (WCAG 2.4.3, 4.1.3)."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from screens.context import use_box
from screens.focus import use_focus

Change = Callable[[str], Awaitable[None]]
"""Takes the id of a document."""


@dataclass(frozen=True, slots=True)
class Attached:
    newest: str
    """The document that was attached last, while the screen is open; else empty."""
    by: Callable[[Change], Change]
    """The same change of the papers, as one that the person makes here."""


def use_attached(ids: list[str], onward: str, *, busy: bool) -> Attached:
    """`ids` are the documents attached now. Once something changed that the person did here, and nothing is being
    read, the focus goes to the spot `onward`: what was pressed is gone, and it would fall to another question."""
    focus = use_focus()
    before, newest, acted = use_box(ids), use_box(""), use_box(False)
    if before.value != ids:
        newest.value = next((each for each in reversed(ids) if each not in before.value), "")
        before.value = ids

    async def go_on() -> None:
        if busy:
            acted.value = True
        elif acted.value:
            acted.value = False
            await focus.to(onward)

    ft.use_effect(go_on, [busy, *ids])

    def by(change: Change) -> Change:
        async def changing(document_id: str) -> None:
            acted.value = True
            await change(document_id)

        return changing

    return Attached("" if busy else newest.value, by)
