"""The page that opens when something went wrong that nobody expected: calm, true, with a next step.

It uses nothing that could itself be what failed: no context, no loading, plain controls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from screens.components import button, text
from screens.theme import roles


def calm_page(t: Words, go_on: Callable[..., Any]) -> ft.View:
    return ft.View(
        route="/calm",
        bgcolor=roles.PAPER,
        padding=20,
        horizontal_alignment=ft.CrossAxisAlignment.CENTER,
        controls=[
            ft.Container(
                width=roles.CONTENT_WIDTH,
                padding=ft.Padding.symmetric(vertical=32),
                content=ft.Column(
                    [
                        text.heading(t("Something went wrong")),
                        text.body(t("This is our fault, not yours.")),
                        text.body(t("What you wrote is safe on this device.")),
                        button.primary(t("Go on"), go_on),
                    ],
                    spacing=20,
                    horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
                ),
            )
        ],
    )
