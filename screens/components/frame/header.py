"""The same places at the top of every screen (WCAG 3.2.3): back at the start; hide, voice, comfort and language last.

One word each, so that large text leaves the screen to its content; the whole name is said (2.5.3: it begins with the
word). The first of them skips the others (2.4.1). It stays in sight: Flutter drops what is hidden from the semantics,
and what comes only with the focus is not there in time to have it. Phones have no keys: there it is left out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import LANGUAGES
from screens import routes
from screens.aloud import never
from screens.components import button
from screens.context import use_actions, use_guard, use_ui
from screens.focus import TITLE, use_focus
from screens.theme import roles

_GAP = 8
"""Between targets."""


@ft.component
def Header(back: str | None) -> ft.Control:
    """Show the head of a screen; `back` is where it leads back."""
    ui, actions, guard, focus = use_ui(), use_actions(), use_guard(), use_focus()
    ways = _use_ways()
    t = ui.words
    start: list[ft.Control] = []
    if has_keys():
        start.append(button.link(t("Skip to the content"), guard(lambda: focus.to(TITLE))))
    if back is not None:
        icon = None if roles.is_large(ui.comfort.text_size) else ft.Icons.ARROW_BACK
        start.append(button.link(t("Back"), guard(lambda: actions.go(back)), icon=icon))
    return never(ft.Row([*start, *ways], wrap=True, spacing=_GAP))


def _use_ways() -> list[ft.Control]:
    """Hide, voice, comfort and language, each where it has a use."""
    ui, actions, guard = use_ui(), use_actions(), use_guard()
    location = ft.use_route_location()
    t = ui.words

    def to(route: str) -> Callable[[], None]:
        def go() -> None:
            if location not in routes.ASIDE:
                ui.came_from = location
            if location != route:
                actions.go(route)

        return go

    def way(word: str, on_click: Callable[..., Any], icon: ft.IconData, spoken: str = "") -> ft.Control:
        icon_shown = None if roles.is_large(ui.comfort.text_size) else icon
        return button.link(word, on_click, icon=icon_shown, spoken=spoken)

    # Translators: shown for "Display and voice", which must begin with it: that is what a screen reader says.
    display = t("Display")
    ways = [
        way(display, guard(to(routes.COMFORT)), ft.Icons.ACCESSIBILITY_NEW, t("Display and voice")),
        way(LANGUAGES[ui.language].endonym, guard(to(routes.WELCOME)), ft.Icons.LANGUAGE),
    ]
    if ui.comfort.speaks:
        # Not guarded: a guarded handler begins by clearing the news, which are to be heard too.
        ways.insert(0, way(t("Listen"), lambda _: actions.voice.listen(), ft.Icons.VOLUME_UP))
    if ui.profile:
        # Translators: shown for "Hide now", which must begin with it: that is what a screen reader says.
        hide = t("Hide")
        ways.insert(0, way(hide, guard(actions.profiles.close), ft.Icons.LOCK_OUTLINE, t("Hide now")))
    return ways


def has_keys() -> bool:
    """True if a keyboard is what one may expect of this device."""
    platform = ft.context.page.platform
    return not (platform and platform.is_mobile())
