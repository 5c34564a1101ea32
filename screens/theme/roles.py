"""The names by which components ask for colours and sizes. The theme in use gives each its value.

A role is a name of Flutter's colour scheme: the client looks the colour up. So another theme needs no screen
to be rendered again, and nothing can be left in the old colours.
"""

from __future__ import annotations

import flet as ft

INK = ft.Colors.ON_SURFACE
PAPER = ft.Colors.SURFACE
CARD = ft.Colors.SURFACE_CONTAINER_LOWEST
SECONDARY = ft.Colors.ON_SURFACE_VARIANT
LINE = ft.Colors.OUTLINE
PRIMARY = ft.Colors.PRIMARY
ON_PRIMARY = ft.Colors.ON_PRIMARY
SOFT = ft.Colors.PRIMARY_CONTAINER
ATTENTION = ft.Colors.TERTIARY
ATTENTION_SOFT = ft.Colors.TERTIARY_CONTAINER
ERROR = ft.Colors.ERROR
ERROR_SOFT = ft.Colors.ERROR_CONTAINER
FOCUS = ft.Colors.INVERSE_SURFACE
FOCUS_GROUND = ft.Colors.SECONDARY_CONTAINER
ON_FOCUS = ft.Colors.ON_SECONDARY_CONTAINER

CONTENT_WIDTH = 736
"""Of the column that holds everything, at the usual size of text: some 75 letters a line (WCAG 1.4.8: 80 at most)."""
WIDE_WIDTH = 1120
"""Of two such columns beside each other, each with shorter lines."""
TARGET = 56
GAP = 8
"""Between targets (WCAG 2.5.8)."""
RADIUS = 12
FOCUS_WIDTH = 4
"""The width of the edge of what has the focus, in logical pixels (WCAG 2.4.13 asks 2)."""


def is_large(text_size: int) -> bool:
    """True if text (per cent) leaves no room for icons beside it."""
    return text_size >= 150


def content_width(text_size: int, *, wide: bool = False) -> float:
    """Return the width of content, which grows with the text.

    `text_size` is per cent. Where there is room, a line holds as many words at any size.
    """
    return (WIDE_WIDTH if wide else CONTENT_WIDTH) * text_size / 100
