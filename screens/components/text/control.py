"""Text. A heading says its level to assistive technology (WCAG 1.3.1); its look follows from the level.

Text is never selectable: Flutter then makes a text field of it. What is to be copied has a button for it.
"""

from __future__ import annotations

import flet as ft

from screens.aloud import when_asked

_LEVEL_STYLE = {
    1: ft.TextThemeStyle.HEADLINE_LARGE,
    2: ft.TextThemeStyle.TITLE_LARGE,
    3: ft.TextThemeStyle.TITLE_MEDIUM,
}


def heading(text: str, level: int = 1, *, spoken: str = "") -> ft.Control:
    """Show a heading.

    `spoken` is its accessible name, where that says more than what is seen; it begins with it (WCAG 2.5.3).
    """
    return ft.Semantics(
        header=True,
        heading_level=level,
        label=spoken or None,
        exclude_semantics=bool(spoken),
        content=ft.Text(text, theme_style=_LEVEL_STYLE[level]),
    )


def body(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.BODY_LARGE)


def strong(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.TITLE_SMALL)


def question(text: str) -> ft.Text:
    """Show what a field or a group of controls asks."""
    return ft.Text(text, theme_style=ft.TextThemeStyle.TITLE_MEDIUM)


def large(text: str) -> ft.Text:
    """Something to be noted, as a reference is; not a heading."""
    return ft.Text(text, theme_style=ft.TextThemeStyle.TITLE_LARGE)


def secondary(text: str) -> ft.Text:
    return ft.Text(text, theme_style=ft.TextThemeStyle.BODY_SMALL)


def on_button(text: str, *, strong: bool = False) -> ft.Text:
    """Show words in a button's colour, which changes with the focus."""
    return ft.Text(text) if strong else ft.Text(text, font_family="Readex Pro")


def pair(label: str, value: str) -> ft.Control:
    """Show a label over the person's own value, read as one."""
    return ft.Container(
        ft.MergeSemantics(ft.Column([secondary(label), when_asked(body(value))], spacing=2)),
        expand=True,
    )


def icon(name: ft.IconData, colour: str) -> ft.Icon:
    """Show a decorative icon beside words (WCAG 1.1.1).

    It has no name, so assistive technology passes it, and its size follows the text's. Not within `exclude_semantics`:
    inside a button that makes a second button.
    """
    return ft.Icon(name, color=colour)
