"""A Listen button for one question (WCAG 2.4.6): the voice says its words, its choices, and what is answered.

It is before the question, outside of what names the field: within, it would be one more word of the name.
"""

from __future__ import annotations

import flet as ft

from screens.aloud import Passage, never, passages
from screens.components import button
from screens.components.caption.control import FieldWords
from screens.context import use_actions, use_box, use_ui

_NO_FIELD: ft.Control | None = None


def listenable(words: FieldWords, field: ft.Control) -> ft.Control:
    """Return the field with its Listen button.

    Call it once, last, in the component of a field: it uses hooks.
    """
    ui, actions = use_ui(), use_actions()
    shown = use_box(_NO_FIELD)
    shown.value = field
    if words.is_part:
        return field

    def listen(_: object) -> None:
        if shown.value is not None:
            title = [Passage(words.label)] if words.titled else []
            actions.voice.say([*title, *passages(shown.value)])

    name = ui.words("Listen: {question}", question=words.label)
    control = button.link(ui.words("Listen"), listen, icon=ft.Icons.VOLUME_UP, spoken=name)
    # The field keeps its place in the tree, and with it what is typed and the focus, when the voice is turned on.
    return ft.Column(
        [ft.Row([never(control)] if ui.comfort.speaks else [], visible=ui.comfort.speaks), field],
        spacing=0,
        horizontal_alignment=ft.CrossAxisAlignment.STRETCH,
    )
