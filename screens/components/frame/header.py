"""The same places at the top of every screen (WCAG 3.2.3): back at the start; hide, voice, comfort and language last.

One word each, so that large text leaves the screen to its content; the whole name is said (2.5.3: it begins with the
word). The first of them skips the others (2.4.1). It stays in sight: Flutter drops what is hidden from the semantics, and
what comes only with the focus is not there in time to have it. Phones have no keys: there it is left out.
"""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import LANGUAGES
from screens import routes
from screens.aloud import never
from screens.components import button
from screens.context import use_actions, use_guard, use_ui
from screens.focus import TITLE, use_focus


@ft.component
def Header(back: str | None) -> ft.Control:
    """`back` is the route that the way back leads to, if there is one."""
    ui, actions, guard, focus = use_ui(), use_actions(), use_guard(), use_focus()
    location = ft.use_route_location()
    t = ui.words

    def to(route: str) -> Callable[[], None]:
        def go() -> None:
            if location not in routes.ASIDE:
                ui.came_from = location
            if location != route:
                actions.go(route)

        return go

    ways: list[ft.Control] = []
    if ui.profile:
        # Translators: shown for "Hide now", which must begin with it: that is what a screen reader says.
        hide = t("Hide")
        close = guard(actions.profiles.close)
        ways.append(button.link(hide, close, icon=ft.Icons.LOCK_OUTLINE, spoken=t("Hide now")))
    if ui.comfort.speaks:
        # Not guarded: a guarded handler begins by clearing the news, which are to be heard too.
        listen = button.link(t("Listen"), lambda _: actions.voice.listen(), icon=ft.Icons.VOLUME_UP)
        ways.append(listen)
    # Translators: shown for "Display and voice", which must begin with it: that is what a screen reader says.
    display = t("Display")
    comfort = guard(to(routes.COMFORT))
    ways += [
        button.link(display, comfort, icon=ft.Icons.ACCESSIBILITY_NEW, spoken=t("Display and voice")),
        button.link(LANGUAGES[ui.language].endonym, guard(to(routes.WELCOME)), icon=ft.Icons.LANGUAGE),
    ]
    start: list[ft.Control] = []
    if has_keys():
        start.append(button.link(t("Skip to the content"), guard(lambda: focus.to(TITLE))))
    if back is not None:
        start.append(button.link(t("Back"), guard(lambda: actions.go(back)), icon=ft.Icons.ARROW_BACK))
    row = ft.Row(
        [ft.Row(start, wrap=True), ft.Row(ways, wrap=True)],
        wrap=True,
        alignment=ft.MainAxisAlignment.SPACE_BETWEEN,
    )
    return never(row)


def has_keys() -> bool:
    """Whether a keyboard is what one may expect of this device."""
    platform = ft.context.page.platform
    return not (platform and platform.is_mobile())
