"""Notices: what waits for the person, what went wrong, what was done. Always words, an icon and an edge."""

from __future__ import annotations

from enum import Enum

import flet as ft

from screens.aloud import again
from screens.components import text
from screens.components.spot import landing
from screens.theme import roles


class Tone(Enum):
    ATTENTION = "attention"
    ERROR = "error"
    CALM = "calm"
    """What is done."""
    UNDER_WAY = "under way"
    """What goes on without the person: it is neither done nor theirs to do."""


LOOKS = {
    Tone.ATTENTION: (roles.ATTENTION, roles.ATTENTION_SOFT, ft.Icons.PRIORITY_HIGH),
    Tone.ERROR: (roles.ERROR, roles.ERROR_SOFT, ft.Icons.ERROR_OUTLINE),
    Tone.CALM: (roles.PRIMARY, roles.SOFT, ft.Icons.CHECK_CIRCLE_OUTLINE),
    Tone.UNDER_WAY: (roles.SECONDARY, roles.CARD, ft.Icons.SCHEDULE),
}
"""Colour, ground and icon of each tone."""


def notice(
    title: str,
    *,
    lines: list[str] | None = None,
    tone: Tone = Tone.CALM,
    live: bool = False,
    actions: list[ft.Control] | None = None,
    icon: ft.IconData | None = None,
    level: int = 0,
    key: str = "",
    wide: bool = False,
) -> ft.Control:
    """Show a notice.

    `live` makes a screen reader say it when it appears (WCAG 4.1.3). `level` makes a heading of its title. `wide`
    actions begin under the icon, for long words. `key` is for a notice to which the focus is sent, and which is thereby
    said: it is then not to be `live` too.
    """
    colour, ground, own_icon = LOOKS[tone]
    head: ft.Control = text.strong(title)
    if level:
        head = ft.Semantics(header=True, heading_level=level, content=head)
    words: ft.Control = ft.Column([head, *(text.body(line) for line in lines or [])], spacing=4)
    if key:
        words = landing(words, key)
    said: ft.Control = ft.Semantics(container=True, live_region=True, content=words) if live else words
    given = actions or []
    rows: list[ft.Control] = [
        ft.Row(
            [text.icon(icon or own_icon, colour), _column([said] if wide else [said, *given], expand=True)],
            spacing=12,
            vertical_alignment=ft.CrossAxisAlignment.START,
        )
    ]
    box = ft.Container(
        bgcolor=ground,
        border=ft.Border.all(1.5, colour),
        border_radius=roles.RADIUS + 2,
        padding=16,
        content=_column([*rows, *given]) if wide else rows[0],
    )
    return again(box) if live and tone is Tone.ERROR else box


def _column(controls: list[ft.Control], *, expand: bool = False) -> ft.Control:
    return ft.Column(controls, spacing=12, expand=expand, horizontal_alignment=ft.CrossAxisAlignment.START)


def tag(label: str, tone: Tone = Tone.CALM) -> ft.Control:
    """Show a word on a state, in a line of a list.

    Its outline shows where it ends when the words take several lines.
    """
    colour, ground, _ = LOOKS[tone]
    return ft.Container(
        bgcolor=ground,
        border=ft.Border.all(1, colour),
        border_radius=8,
        padding=ft.Padding.symmetric(horizontal=9, vertical=1),
        content=ft.Text(label, theme_style=ft.TextThemeStyle.LABEL_MEDIUM, color=colour),
    )
