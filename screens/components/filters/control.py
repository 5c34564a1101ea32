"""The parts of a list, of which one shows: a button for each, with how many things are in it.

Not tabs: Flutter's have one height, which cuts large words off, and their arrow keys do nothing on the web. The one
that shows is filled and ticked, not told by colour alone (WCAG 1.4.1), and assistive technology knows it as the current
one. It stays a button, so that the focus stays where it is (2.4.3). What the list then has is to be said by a live
region beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import flet as ft

from i18n import Words
from screens.components import layout
from screens.components.button import Look
from screens.theme import roles

_PLAIN = Look(roles.CARD, roles.PRIMARY, roles.LINE, 1.5, across=14, along=12)
_CHOSEN = Look(
    roles.PRIMARY, roles.ON_PRIMARY, roles.PRIMARY, 1.5, across=14, along=12, focus_edge=roles.ON_FOCUS
)


@dataclass(frozen=True, slots=True)
class Filter:
    key: str
    label: str
    count: int
    choose: Callable[..., Any]


def filters(name: str, parts: Sequence[Filter], chosen: str, t: Words) -> ft.Control:
    """Show the parts of a list, as a group with a name."""
    return layout.group(name, layout.row([_button(part, part.key == chosen, t) for part in parts]))


def _button(part: Filter, chosen: bool, t: Words) -> ft.Control:
    words = t("{part} ({count})", part=part.label, count=t.number(part.count)) if part.count else part.label
    made = ft.OutlinedButton(
        key=part.key,
        content=ft.Text(words),
        icon=ft.Icons.CHECK if chosen else None,
        on_click=part.choose,
        style=(_CHOSEN if chosen else _PLAIN).style(),
    )
    # Around those that do not show, too: without it a button would be another one, and lose the focus.
    return ft.MergeSemantics(ft.Semantics(selected=chosen, content=made))
