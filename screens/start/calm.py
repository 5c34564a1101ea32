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


def calm_page(t: Words, go_on: Callable[..., Any]) -> ft.View:
    return bare(
        "/calm",
        [
            text.heading(t("Something went wrong")),
            text.body(t("This is our fault, not yours.")),
            text.body(t("What you wrote is safe on this device.")),
            button.primary(t("Go on"), go_on),
        ],
    )
