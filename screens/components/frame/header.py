"""The same places at the top of every screen (WCAG 3.2.3): back at the start; language and comfort at the end."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import LANGUAGES
from screens import routes
from screens.components import button
from screens.context import use_actions, use_guard, use_ui


@ft.component
def Header(back: str | None) -> ft.Control:
    """`back` is the route that the way back leads to, if there is one."""
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    location = ft.use_route_location()
    t = ui.words

    def to(route: str) -> Callable[[], None]:
        def go() -> None:
            if location not in (routes.WELCOME, routes.COMFORT):
                ui.came_from = location
            if location != route:
                actions.go(route)

        return go

    ways = [
        button.link(t("Display and voice"), guard(to(routes.COMFORT)), icon=ft.Icons.ACCESSIBILITY_NEW),
        button.link(LANGUAGES[ui.language].endonym, guard(to(routes.WELCOME)), icon=ft.Icons.LANGUAGE),
    ]
    if back is None:
        return ft.Row(ways, wrap=True, alignment=ft.MainAxisAlignment.END)
    return ft.Row(
        [
            button.link(t("Back"), guard(lambda: actions.go(back)), icon=ft.Icons.ARROW_BACK),
            ft.Row(ways, wrap=True),
        ],
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
