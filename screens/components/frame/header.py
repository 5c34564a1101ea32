"""The bar at the top of every screen, one row at any size of text (WCAG 3.2.3): the mark or the way back, then
voice, display, the profile and its lock. Names are shown where there is room for them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import flet as ft

from i18n import LANGUAGES, Words
from screens import routes
from screens.aloud import never
from screens.components import button
from screens.components.brand import mark
from screens.context import Handler, use_actions, use_guard, use_ui, use_value
from screens.focus import TITLE, use_focus
from screens.room import Room
from screens.theme import roles

_SKIP = replace(button.PLAIN, ink=ft.Colors.TRANSPARENT)
UNSEEN = 4
"""The height of what has no colour until it has the focus: without any it would leave the semantics."""
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
    if not has_keys():
        return never(bar)
    left, right = (None, 0) if ui.words.is_rtl else (0, None)
    return never(
        ft.Stack(
            [bar, ft.Container(Skip(), top=0, left=left, right=right)], clip_behavior=ft.ClipBehavior.NONE
        )
    )


@ft.component
def Skip() -> ft.Control:
    """Lead past the bar, and cover it with the focus (WCAG 2.4.1).

    Until then it is a line without colour: Flutter drops what is hidden from the semantics, and what comes with the
    focus is not there in time to have it.
    """
    t, guard, focus = use_ui().words, use_guard(), use_focus()
    is_shown, show = use_value(False)
    way = ft.TextButton(
        content=ft.Text(t("Skip to the content")),
        on_click=guard(lambda: focus.to(TITLE)),
        on_focus=lambda _: show(True),
        on_blur=lambda _: show(False),
        style=_SKIP.style(),
    )
    return ft.Container(way, height=None if is_shown else UNSEEN, clip_behavior=ft.ClipBehavior.HARD_EDGE)


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


def has_keys() -> bool:
    """True if a keyboard is what one may expect of this device."""
    platform = ft.context.page.platform
    return not (platform and platform.is_mobile())
