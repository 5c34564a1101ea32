"""The controls of a screen as a tree, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import flet as ft
from flet.components.public_utils import unwrap_component

_HOLDERS = ("controls", "content", "title", "leading", "trailing", "actions")


def below(control: Any) -> Iterator[ft.Control]:
    """Every control under this one, itself first, top down; what is not visible is left out, with all in it."""
    if isinstance(control, ft.Component):
        yield from below(unwrap_component(control))
        return
    if isinstance(control, list):
        for child in control:
            yield from below(child)
        return
    if not isinstance(control, ft.BaseControl) or not getattr(control, "visible", True):
        return
    yield control  # type: ignore[misc]
    for name in _HOLDERS:
        yield from below(getattr(control, name, None))
