"""Examples of rows that lead somewhere."""

from __future__ import annotations

import flet as ft

from screens.components.example import Example, nothing
from screens.components.notice import Tone, tag
from screens.components.tile import tile

EXAMPLES = [
    Example(
        "With an icon and a second line",
        lambda t: tile(
            t("Make a request"),
            nothing,
            sub=t("Card, allowance, reimbursement, equipment…"),
            icon=ft.Icons.EDIT_NOTE,
        ),
    ),
    Example(
        "With a word on its state",
        lambda t: tile(t("My draft"), nothing, tag=tag(t("Draft, not sent"), Tone.ATTENTION)),
    ),
    Example(
        "That calls",
        lambda t: tile(t("A paper is asked of you"), nothing, sub=t("My request"), tone=Tone.ATTENTION),
    ),
]
