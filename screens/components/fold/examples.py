"""Examples of folded content."""

from __future__ import annotations

import flet as ft

from i18n import Words
from screens.components import text
from screens.components.example import Example, nothing
from screens.components.fold import Fold


def _fold(t: Words, *, opened: bool) -> ft.Control:
    shown: ft.Control = Fold(
        t("Who can ask"), [text.body(t("No paper is asked for this request."))], opened, nothing
    )
    return shown


EXAMPLES = [
    Example("Folded", lambda t: _fold(t, opened=False)),
    Example("Open", lambda t: _fold(t, opened=True)),
]
