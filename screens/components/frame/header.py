"""The bar at the top of every screen, one row at any size of text (WCAG 3.2.3): the mark or the way back, then
voice, display, the profile and its lock. Names are shown where there is room for them.
"""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import LANGUAGES, Words
from screens import routes
from screens.aloud import never
from screens.components import button
from screens.components.brand import mark
from screens.context import Handler, use_actions, use_guard, use_ui
from screens.room import Room
from screens.theme import roles

_LONGEST_NAME = 12
"""Signs of a profile's name that are shown."""


@ft.component
def Header(back: str | None) -> ft.Control:
    """Show the head of a screen; `back` is where it leads back."""
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    ways = _use_ways()
    start = mark(words=ui.room >= Room.PHONE)
    if back is not None:
        words = ui.room >= Room.TABLET
        start = button.symbol(
            ft.Icons.ARROW_BACK, ui.words("Back"), guard(lambda: actions.go(back)), words=words
        )
    row: list[ft.Control] = [start, ft.Container(expand=True), *ways]
    bar = ft.Row(row, spacing=roles.GAP, vertical_alignment=ft.CrossAxisAlignment.CENTER)
    # The way past the bar is the page's own in a browser (`assets/focus.js`), with these words.
    skip = f"skip {ui.comfort.text_size} {ui.words('Skip to the content')}"
    return never(ft.Semantics(identifier=skip, content=bar, container=True))


def _use_ways() -> list[ft.Control]:
    """Make voice, display, the profile and its lock."""
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    location = ft.use_route_location()
    t = ui.words

    def to(route: str) -> Handler:
        def go() -> None:
            if location not in routes.ASIDE:
                ui.came_from = location
            if location != route:
                actions.go(route)

        return guard(go)

    ways: list[ft.Control] = []
    if ui.comfort.speaks:
        # Not guarded: a guarded handler begins by clearing the news, which are to be heard too.
        ways.append(button.symbol(ft.Icons.VOLUME_UP, t("Listen"), _says(actions.voice.listen)))
    if ui.profile is None:
        language = LANGUAGES[ui.language].endonym
        ways.append(
            button.symbol(ft.Icons.LANGUAGE, language, to(routes.WELCOME), words=ui.room >= Room.PHONE)
        )
    ways.append(button.symbol(ft.Icons.FORMAT_SIZE, t("Display and voice"), to(routes.COMFORT)))
    if ui.profile is not None:
        if ui.room >= Room.TABLET or (ui.room is Room.PHONE and not ui.comfort.speaks):
            ways.append(_whose(ui.profile.name, guard(lambda: actions.go(routes.ME)), t))
        ways.append(button.symbol(ft.Icons.LOCK_OUTLINE, t("Hide now"), guard(actions.profiles.close)))
    return ways


def _whose(name: str, on_click: Handler, t: Words) -> ft.Control:
    """Show whose profile is open."""
    shown = name if len(name) <= _LONGEST_NAME else f"{name[:_LONGEST_NAME]}…"
    return button.link(shown, on_click, spoken=t("{name}: my profile", name=shown))


def _says(say: Callable[[], None]) -> Callable[..., None]:
    return lambda _: say()
