"""The layout of screens: stacks, rows that wrap, cards, groups. Space goes in steps of 8."""

from __future__ import annotations

from collections.abc import Sequence

import flet as ft

from screens.components.spot import spot
from screens.theme import roles


def stack(children: Sequence[ft.Control], spacing: int = 8, *, key: str | None = None) -> ft.Control:
    """Put controls under each other, each over the whole width."""
    return ft.Column(
        [*children], spacing=spacing, key=key, horizontal_alignment=ft.CrossAxisAlignment.STRETCH
    )


def lines(children: Sequence[ft.Control], spacing: int = 8) -> ft.Control:
    """Put controls under each other, each as wide as it is."""
    return ft.Column([*children], spacing=spacing)


def row(children: Sequence[ft.Control], spacing: int = 8) -> ft.Control:
    """Put controls beside each other if there is room (WCAG 1.4.10)."""
    return ft.Row([*children], wrap=True, spacing=spacing, run_spacing=spacing)


def beside(first: Sequence[ft.Control], second: Sequence[ft.Control], spacing: int = 20) -> ft.Control:
    """Put two stacks beside each other, the first read first.

    For a wide window alone. The first is the wider one.
    """
    return ft.Row(
        [
            ft.Container(stack(first, spacing), expand=3),
            ft.Container(stack(second, spacing), expand=2),
        ],
        spacing=2 * spacing,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )


def card(child: ft.Control, *, soft: bool = False, wrong: bool = False, key: str | None = None) -> ft.Control:
    """Put an edge around what belongs together.

    `soft` marks it as the person's own; `wrong` as to be put right.
    """
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
    """Keep a control's identity among siblings that come and go.

    A field keeps what is typed in it, and the focus, which can be sent there by the key.
    """
    return spot(child, key)


def merged(children: Sequence[ft.Control], spacing: int = 4) -> ft.Control:
    """Join lines that assistive technology reads as one."""
    return ft.MergeSemantics(lines(children, spacing))


def group(name: str, child: ft.Control) -> ft.Control:
    """Give the controls of one question one accessible name (WCAG 1.3.1)."""
    return ft.Semantics(label=name, container=True, content=child)


def silent(child: ft.Control) -> ft.Control:
    """Hide words from assistive technology that the group's name holds.

    For nothing that can be used.
    """
    return ft.Semantics(exclude_semantics=True, content=child)


def live(child: ft.Control) -> ft.Control:
    """Let a screen reader say what comes or changes (WCAG 4.1.3)."""
    return ft.Semantics(live_region=True, container=True, content=child)


def announced(name: str, child: ft.Control, *, live: bool = True) -> ft.Control:
    """Let a screen reader say `name`, as groups of a reference."""
    return ft.Semantics(label=name, live_region=live, container=True, exclude_semantics=True, content=child)
