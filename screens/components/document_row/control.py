"""A file that is attached: its name and size read as one, and what can be done with it beside it.

The action goes under the words where both do not fit (WCAG 1.4.10).
"""

from __future__ import annotations

import flet as ft

from screens.aloud import when_asked
from screens.components import text
from screens.theme import roles


def document_row(name: str, size: str, action: ft.Control, *, key: str, told: str = "") -> ft.Control:
    """Show a document with an action.

    `told` is all that a screen reader says of it as soon as it is attached (WCAG 4.1.3).
    """
    words: ft.Control = ft.MergeSemantics(
        ft.Column([when_asked(text.body(name)), text.secondary(size)], spacing=0)
    )
    if told:
        words = ft.Semantics(
            label=told, live_region=True, container=True, exclude_semantics=True, content=words
        )
    return ft.Column(
        [
            ft.Row(
                [
                    text.icon(ft.Icons.DESCRIPTION_OUTLINED, roles.PRIMARY),
                    ft.Container(words, expand=True),
                ],
                spacing=12,
            ),
            ft.Row([action], alignment=ft.MainAxisAlignment.END),
        ],
        spacing=0,
        key=key,
    )
