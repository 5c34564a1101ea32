"""A date as three short fields: quicker than a calendar to type, to hear and to put right."""

from __future__ import annotations

from collections.abc import Callable

import flet as ft

from i18n import Words
from screens.components.caption import FieldWords, caption, listenable
from screens.components.text_field import TextField
from screens.context import use_box


@ft.component
def DateField(
    words: FieldWords, value: dict[str, str], on_change: Callable[[dict[str, str]], None], t: Words
) -> ft.Control:
    """Ask for a date in three parts.

    `value` is {"day", "month", "year"} as typed so far, right or wrong; `on_change` keeps it at once.
    """
    parts = use_box(dict(value))
    parts.value = dict(value)

    def typed(part: str) -> Callable[[str], None]:
        def keep(text: str) -> None:
            parts.value = {**parts.value, part: text}
            on_change(parts.value)

        return keep

    fields = (
        ("day", t("Day"), 96),
        ("month", t("Month"), 96),
        ("year", t("Year"), 128),
    )
    field = ft.Semantics(
        label=words.name,
        container=True,
        content=ft.Column(
            [
                ft.Semantics(exclude_semantics=True, content=caption(words)),
                ft.Row(
                    [
                        TextField(
                            FieldWords(label, is_part=True),
                            value.get(part, ""),
                            typed(part),
                            numeric=True,
                            latin=True,
                            width=width,
                        )
                        for part, label, width in fields
                    ],
                    spacing=12,
                    wrap=True,
                ),
            ],
            spacing=8,
        ),
    )
    return listenable(words, field)
