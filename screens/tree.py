"""The controls of a screen as a tree, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flet as ft
from flet.components.public_utils import unwrap_component

_HOLDERS = ("controls", "content", "title", "leading", "trailing", "actions")


def below(control: Any) -> Iterator[ft.Control]:
    """Yield the visible controls under one, itself first, top down."""
    for each in _shown(control):
        yield each
        for child in within(each):
            yield from below(child)


def within(control: ft.BaseControl) -> Iterator[ft.Control]:
    """Yield the visible controls that a control holds itself, in order."""
    for name in _HOLDERS:
        yield from _shown(getattr(control, name, None))


def _shown(value: Any) -> Iterator[ft.Control]:
    """Yield a control, what a component shows, or each of a list."""
    value = unwrap_component(value)
    if isinstance(value, list):
        for each in value:
            yield from _shown(each)
    elif isinstance(value, ft.BaseControl) and getattr(value, "visible", True):
        yield value  # type: ignore[misc]


def shown_view(page: ft.Page) -> ft.View | None:
    """Return the view on top.

    What Flet keeps of its views may be the component that gives them.
    """
    views = [each for each in _shown(page.views) if isinstance(each, ft.View)]
    return views[-1] if views else None
