"""A page that needs nothing: no context, no loading. For when something else failed."""

from __future__ import annotations

import flet as ft

from screens.theme import roles


def bare(route: str, content: list[ft.Control]) -> ft.View:
    return ft.View(
        route=route,
        bgcolor=roles.PAPER,
        padding=20,
        scroll=ft.ScrollMode.AUTO,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Container(
                width=roles.CONTENT_WIDTH,
                padding=ft.Padding.symmetric(vertical=32),
                content=ft.Column(content, spacing=20, horizontal_alignment=ft.CrossAxisAlignment.STRETCH),
            )
        ],
    )
