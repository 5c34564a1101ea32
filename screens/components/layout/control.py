"""The layout of screens: stacks, rows that wrap, cards, groups. Space goes in steps of 8."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from screens.components.spot import spot
from screens.theme import roles


def stack(children: Sequence[ft.Control], spacing: int = 8, *, key: str | None = None) -> ft.Control:
    """One under the other, each over the whole width."""
    return ft.Column(
        [*children], spacing=spacing, key=key, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def lines(children: Sequence[ft.Control], spacing: int = 8) -> ft.Control:
    """One under the other, each as wide as it is, from the side where reading starts."""
    return ft.Column([*children], spacing=spacing)


def row(children: Sequence[ft.Control], spacing: int = 8) -> ft.Control:
    """Beside each other while there is room, else one under the other (WCAG 1.4.10)."""
    return ft.Row([*children], wrap=True, spacing=spacing, run_spacing=spacing)


def card(child: ft.Control, *, soft: bool = False, wrong: bool = False, key: str | None = None) -> ft.Control:
    """What belongs together, within an edge. `soft` marks it as the person's own; `wrong` as to be put right."""
    edge = ft.Border.all(2.5, roles.ERROR) if wrong else ft.Border.all(1, roles.LINE)
    return ft.Container(
        child,
        key=key,
        bgcolor=roles.SOFT if soft else roles.CARD,
        border=edge,
        border_radius=roles.RADIUS + 2,
        padding=16,
    )


def keyed(child: ft.Control, key: str) -> ft.Control:
    """Keeps its identity among siblings that come and go: a field keeps what is typed in it, and the focus.
    The focus can be sent there by the key."""
    return spot(child, key)


def merged(children: Sequence[ft.Control], spacing: int = 4) -> ft.Control:
    """Lines that assistive technology reads as one."""
    return ft.MergeSemantics(lines(children, spacing))


def group(name: str, child: ft.Control) -> ft.Control:
    """Controls that belong to one question, under one accessible name (WCAG 1.3.1)."""
    return ft.Semantics(label=name, container=True, content=child)


def silent(child: ft.Control) -> ft.Control:
    """Words that are seen here and read elsewhere: in the name of their group. Nothing that can be used."""
    return ft.Semantics(exclude_semantics=True, content=child)


def live(child: ft.Control) -> ft.Control:
    """Said by a screen reader when it comes or changes, without moving the focus (WCAG 4.1.3)."""
    return ft.Semantics(live_region=True, container=True, content=child)


def announced(name: str, child: ft.Control) -> ft.Control:
    """The same, where what is said differs from what is seen: a reference is said in groups."""
    return ft.Semantics(label=name, live_region=True, container=True, exclude_semantics=True, content=child)
