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
    """The handler of an example: there is nothing behind it."""


def names() -> list[str]:
    """Every component, by the name of its folder."""
    return sorted(path.parent.name for path in Path(__file__).parent.glob("*/control.py"))


def reason(name: str) -> str:
    """Why the component is as it is: the text at the head of its code."""
    return (import_module(f"screens.components.{name}.control").__doc__ or "").strip()


def examples(name: str) -> list[Example]:
    found: list[Example] = import_module(f"screens.components.{name}.examples").EXAMPLES
    return found
