"""The mark of the app on its first screens. The name is written in both scripts, whatever the language."""

from __future__ import annotations

import flet as ft

from screens.aloud import never


def brand() -> ft.Control:
    row = ft.Row(
        [
            ft.Image(
                src="/icons/icon-192.png", width=56, height=56, border_radius=12, exclude_from_semantics=True
            ),
            ft.Text("قريب · Qarib", theme_style=ft.TextThemeStyle.TITLE_LARGE),
        ],
        spacing=14,
    )
    return never(row)
