"""Examples of buttons."""

from __future__ import annotations

import flet as ft

from screens.components import button
from screens.components.example import Example, nothing

EXAMPLES = [
    Example("The one main action of a screen", lambda t: button.primary(t("Continue"), nothing)),
    Example(
        "What cannot be done yet", lambda t: button.primary(t("Send the request"), nothing, disabled=True)
    ),
    Example("Any other action", lambda t: button.secondary(t("Add a person"), nothing)),
    Example(
        "Another action with an icon",
        lambda t: button.secondary(t("Messages"), nothing, icon=ft.Icons.MAIL_OUTLINE),
    ),
    Example(
        "A quiet action whose name says of what",
        lambda t: button.link(t("Change"), nothing, spoken=t("Change: {what}", what=t("Wilaya"))),
    ),
    Example(
        "An action of the bar, where there is no room for words",
        lambda t: button.symbol(ft.Icons.LOCK_OUTLINE, t("Hide now"), nothing),
    ),
]
