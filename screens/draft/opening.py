"""The page in place of a draft that is not there, or not yet."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens import routes
from screens.components.frame import not_shown, screen
from screens.components.notice import Tone, notice
from screens.components.waiting import Waiting
from screens.context import Loaded, use_actions, use_ui
from screens.given import OpenDraft


def opening(loaded: Loaded[OpenDraft | None], t: Words) -> ft.View:
    gone = notice(
        t("This draft is no longer here."), lines=[t("It was sent or deleted.")], tone=Tone.ATTENTION
    )
    return screen(t("My draft"), not_shown(loaded, t("Opening your draft…"), gone), back=routes.REQUESTS)


@ft.component
def Onward(to: str) -> ft.View:
    """Go on to the step that an address means."""
    actions, t = use_actions(), use_ui().words
    ft.use_effect(lambda: actions.go(to), [to])
    return screen(t("My draft"), [Waiting(t("Opening your draft…"))], back=routes.REQUESTS)
