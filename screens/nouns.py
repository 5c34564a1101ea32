"""What the packages of screens declare of themselves, found where they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import flet as ft

import screens


@dataclass(frozen=True, slots=True)
class HomeTile:
    """A tile of the home screen; its words are marked by `msg`."""

    label: str
    sub: str
    icon: ft.IconData
    picture: str


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun's screens, shown while a profile is open. A package declares it in its `__init__`, as NOUN.

    The tile leads to the first address. An address with a parameter comes after those that it would match.
    """

    routes: Sequence[tuple[str, Callable[..., Any]]]
    tile: HomeTile | None = None


@cache
def nouns() -> list[Noun]:
    """Return the nouns of all packages that declare one."""
    packages = [each.name for each in iter_modules(screens.__path__, "screens.") if each.ispkg]
    declared = [getattr(import_module(each), "NOUN", None) for each in packages]
    return [each for each in declared if isinstance(each, Noun)]
