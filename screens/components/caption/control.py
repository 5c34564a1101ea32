"""The words around a field: question, help, error. They are above it, where any length wraps at any size of
text; Flutter's own label is one line and would be cut off. They stay once the field is filled (WCAG 3.3.2).
"""

from __future__ import annotations

from dataclasses import dataclass

import flet as ft

from i18n import joined
from screens.components import text
from screens.theme import roles


@dataclass(frozen=True)
class FieldWords:
    """The words around a field."""

    label: str
    help: str = ""
    error: str = ""
    optional: str = ""
    """The word for "optional" where the question may be left empty."""
    titled: bool = False
    """The title of the screen is the question: it is not shown again beside the field, only named."""
    is_part: bool = False
    """True for a part of another question, as the day of a date: it has no Listen button of its own."""

    @property
    def name(self) -> str:
        """The accessible name: question, help and error as sentences."""
        return sentences(self.question, self.help, self.error)

    @property
    def question(self) -> str:
        """The label, with the word for "optional" where it is."""
        return joined("", [self.label, " (", self.optional, ")"]) if self.optional else self.label


def sentences(*parts: str) -> str:
    """Join parts of an accessible name as sentences, for a voice's rests."""
    return " ".join(part if part[-1] in ".?!؟…" else f"{part}." for part in parts if part)


def caption(words: FieldWords) -> ft.Control:
    """Question, help and error, in the order in which they are read."""
    lines: list[ft.Control] = []
    if not words.titled:
        lines.append(text.question(words.question))
    elif words.optional:
        lines.append(text.secondary(words.optional))
    if words.help:
        lines.append(text.secondary(words.help))
    if words.error:
        lines.append(error_line(words.error))
    return ft.Column(lines, spacing=6)


def error_line(message: str) -> ft.Control:
    """Show what is wrong in words, with an icon (WCAG 1.4.1)."""
    return ft.Row(
        [
            text.icon(ft.Icons.ERROR_OUTLINE, roles.ERROR),
            ft.Text(message, theme_style=ft.TextThemeStyle.TITLE_SMALL, color=roles.ERROR, expand=True),
        ],
        spacing=8,
        vertical_alignment=ft.CrossAxisAlignment.START,
    )
