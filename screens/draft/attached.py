"""What is said and where the focus goes when a paper was attached or taken away (WCAG 2.4.3, 4.1.3)."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import flet as ft

from screens.context import use_box, use_value
from screens.focus import use_focus

Change = Callable[[str], Awaitable[None]]
"""Takes the id of a document."""


AFTER_FOCUS = 1.5
"""Seconds from the wish for the focus to the news: a screen reader breaks off what it says when the focus moves, and
may not have begun with news that came first. On a busy machine the focus takes its time."""


@dataclass(frozen=True, slots=True)
class Attached:
    told: str
    """The document whose coming is to be said: the newest, once the focus has gone on; else empty."""
    by: Callable[[Change], Change]
    """The same change of the papers, as one that the person makes here."""


def use_attached(ids: list[str], onward: str, *, busy: bool) -> Attached:
    """Follow the attached documents, and move the focus after a change.

    `ids` are the documents attached now. Once something changed that the person did here, and nothing is being read,
    the focus goes to the spot `onward`: what was pressed is gone, and it would fall to another question.
    """
    focus = use_focus()
    before, newest, acted = use_box(ids), use_box(""), use_box(False)
    told, tell = use_value("")
    if before.value != ids:
        newest.value = next((each for each in reversed(ids) if each not in before.value), "")
        before.value = ids

    async def go_on() -> None:
        if busy:
            acted.value = True
        elif acted.value:
            acted.value = False
            await focus.to(onward)
            await asyncio.sleep(AFTER_FOCUS)
            tell(newest.value)

    ft.use_effect(go_on, [busy, *ids])

    def by(change: Change) -> Change:
        async def changing(document_id: str) -> None:
            acted.value = True
            await change(document_id)

        return changing

    return Attached("" if busy else told, by)
