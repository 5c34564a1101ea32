"""A field for a PIN or a passphrase: hidden, unless the person wants to see what they type (WCAG 3.3.8: pasting is
never blocked). Flutter's own button for showing has no name, so this one is under the field, in words.

What is in the field is never said by the app's own voice.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import flet as ft

from i18n import msg
from screens.components import button, layout
from screens.components.caption import FieldWords
from screens.components.text_field import TextField
from screens.context import use_value, use_words


@ft.component
def SecretField(
    words: FieldWords,
    on_change: Callable[[str], None],
    *,
    numeric: bool = False,
    on_submit: Callable[[Any], Awaitable[None]] | None = None,
) -> ft.Control:
    """Ask for a secret; `numeric` asks for a keyboard of digits."""
    t = use_words()
    shown, set_shown = use_value(False)
    field = TextField(
        words, "", on_change, hidden=not shown, numeric=numeric, latin=numeric, on_submit=on_submit
    )
    toggle = button.link(
        t("Hide what I type") if shown else t("Show what I type"),
        lambda _: set_shown(not shown),
        icon=ft.Icons.VISIBILITY_OFF if shown else ft.Icons.VISIBILITY,
        spoken=t(
            msg("Hide what I type: {what}") if shown else msg("Show what I type: {what}"), what=words.label
        ),
    )
    return layout.stack([field, layout.row([toggle])])
