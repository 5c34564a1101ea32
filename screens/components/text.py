"""Text. A heading says its level to assistive technology (WCAG 1.3.1); its look follows from the level."""

from __future__ import annotations

import flet as ft

_LEVEL_STYLE = {
    1: ft.TextThemeStyle.HEADLINE_LARGE,
    2: ft.TextThemeStyle.TITLE_LARGE,
    3: ft.TextThemeStyle.TITLE_MEDIUM,
}


def heading(text: str, level: int = 1) -> ft.Control:
    return ft.Semantics(
        header=True,
        heading_level=level,
        content=ft.Text(text, theme_style=_LEVEL_STYLE[level]),
    )


def body(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.BODY_LARGE)


def strong(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.TITLE_SMALL)


def secondary(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.BODY_SMALL)


def pair(label: str, value: str) -> ft.Control:
    """A label over its value, read as one; takes the room that is left in a row."""
    return ft.Container(
        ft.MergeSemantics(ft.Column([secondary(label), body(value)], spacing=2)),
        expand=True,
    )


def icon(name: ft.IconData, colour: str, size: int = 28) -> ft.Icon:
    """A decorative icon: always beside words, and unnamed, so assistive technology passes it (WCAG 1.1.1).

    Not within `exclude_semantics`: inside a button that makes a second button of it.
    """
    return ft.Icon(name, color=colour, size=size)
