"""Examples of components: what the gallery shows, the documentation lists and the tests render."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import flet as ft

from i18n import Words


@dataclass(frozen=True, slots=True)
class Example:
    """`title` is for those who build screens; the words within are the catalogues', in the language of `Words`."""

    title: str
    build: Callable[[Words], ft.Control]


def nothing(*_: object) -> None:
    """Do nothing: the handler of an example."""


def names() -> list[str]:
    """Return the name of every component, which is its folder's."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/control.py"))


def reason(name: str) -> str:
    """Return why the component is as it is, from its module."""
    return (import_module(f"screens.components.{name}.control").__doc__ or "").strip()


def examples(name: str) -> list[Example]:
    found: list[Example] = import_module(f"screens.components.{name}.examples").EXAMPLES
    return found
