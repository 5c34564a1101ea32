"""The mark of the app on its first screens. The name is written in both scripts, whatever the language."""

from __future__ import annotations

import flet as ft

from screens.aloud import never

_NAME = "قريب · Qarib"


def brand() -> ft.Control:
    return never(
        ft.Row([_picture(56), ft.Text(_NAME, theme_style=ft.TextThemeStyle.TITLE_LARGE)], spacing=14)
    )


def mark(*, words: bool) -> ft.Control:
    """Show the mark in the bar.

    With `words` the name, too.
    """
    name = [ft.Text(_NAME, theme_style=ft.TextThemeStyle.TITLE_SMALL, no_wrap=True)] if words else []
    return never(ft.Row([_picture(32), *name], spacing=10, tight=True))


def _picture(size: int) -> ft.Control:
    return ft.Image(
        src="/icons/icon-192.png",
        width=size,
        height=size,
        border_radius=size // 4,
        exclude_from_semantics=True,
    )
