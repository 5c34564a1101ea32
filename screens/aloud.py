"""What the app's own voice says of a screen: what is shown there, in the order in which it is read, nothing else.

Components mark the few things that are not simply said. A mark is the `data` of a control, which Flet never
sends to the client; it holds for all that is within.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TypeVar

import flet as ft

from screens.tree import within

C = TypeVar("C", bound=ft.BaseControl)


class Aloud(Enum):
    """`data` of a control."""

    WHEN_ASKED = "when asked"
    """Never said by itself: it is personal (EN 301 549, 5.1.3.9), or it changes all the time."""
    NEVER = "never"
    """No part of what a screen says: the header, the bar of the voice."""
    AGAIN = "again"
    """Said again when it is reported again in the same words: an error."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of the screen. It is a `Phrase` where its language is known."""

    text: str
    when_asked: bool = False
    again: bool = False


def when_asked(control: C) -> C:
    """Mark what is personal: names, numbers, answers, what somebody wrote."""
    control.data = Aloud.WHEN_ASKED
    return control


def never(control: C) -> C:
    control.data = Aloud.NEVER
    return control


def again(control: C) -> C:
    control.data = Aloud.AGAIN
    return control


def passages(control: ft.BaseControl) -> list[Passage]:
    """Return what a control shows, as texts."""
    return list(_passages(control, frozenset()))


def _passages(control: ft.BaseControl, marks: frozenset[Aloud]) -> Iterator[Passage]:
    if isinstance(control.data, Aloud):
        marks |= {control.data}
    if Aloud.NEVER in marks:
        return
    asked = Aloud.WHEN_ASKED in marks
    if isinstance(control, ft.Text) and control.value:
        yield Passage(control.value, asked, Aloud.AGAIN in marks)
    elif isinstance(control, ft.TextField) and control.value and not control.password:
        yield Passage(control.value, when_asked=True)
    for child in within(control):
        yield from _passages(child, marks)
