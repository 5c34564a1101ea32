"""Said before the profile locks by itself, with one button to stay (WCAG 2.2.1): at the foot of the window, where it
shows however far one has scrolled, and without taking the focus. Anything else that is done has the same effect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from screens.components import button
from screens.components.notice import Tone, notice
from screens.context import use_actions, use_locking, use_ui
from screens.theme import roles


@ft.component
def LockWarning() -> ft.Control:
    ui, actions, locking = use_ui(), use_actions(), use_locking()
    if not (locking.soon and ui.profile):
        return ft.Container(visible=False)
    # Not guarded: a guarded handler begins by clearing the news.
    width = roles.content_width(ui.comfort.text_size)
    return warning(lambda _: actions.profiles.stay(), ui.words, width)


def warning(stay: Callable[..., Any], t: Words, width: float = roles.CONTENT_WIDTH) -> ft.Control:
    said = notice(
        t("Qarib locks in less than a minute."),
        lines=[t("Nothing was done for a while. What you wrote is kept.")],
        tone=Tone.ATTENTION,
        live=True,
        actions=[button.secondary(t("Stay here"), stay, icon=ft.Icons.LOCK_OPEN)],
    )
    return ft.Container(
        bgcolor=roles.PAPER,
        padding=ft.Padding.symmetric(horizontal=20, vertical=12),
        content=ft.Row(
            [ft.Container(said, width=width - 40)],
            alignment=ft.MainAxisAlignment.CENTER,
            wrap=True,
        ),
    )
