"""The page that opens when something went wrong that nobody expected: calm, true, with a next step.

It uses nothing that could itself be what failed: no context, no loading, plain controls.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import flet as ft

from i18n import Words
from screens.components import button, text
from screens.components.frame import bare
from screens.components.spot import opening


def calm_page(t: Words, go_on: Callable[..., Any], *, web: bool) -> ft.View:
    """Show the calm page.

    In a browser its title has the focus when it opens: it is said, and Tab goes round within the page.
    """
    title = text.heading(t("Something went wrong"))
    return bare(
        "/calm",
        [
            opening(title) if web else title,
            text.body(t("This is our fault, not yours.")),
            text.body(t("What you wrote is safe on this device.")),
            button.primary(t("Go on"), go_on),
        ],
    )
