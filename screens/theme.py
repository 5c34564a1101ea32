"""The look: one table of roles, one scale of type, one scale of space. Screens name roles, never colours."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import flet as ft

FONT = "Readex Pro"
FONT_STRONG = "Readex Pro SemiBold"
FALLBACK = ["Noto Sans", "Noto Sans Tifinagh"]

# On the web assets/assets/FontManifest.json loads the same files before the first frame: fonts named here
# come after it, and until then Arabic would be boxes.
FONTS = {
    FONT: "/fonts/ReadexPro-Regular.ttf",
    FONT_STRONG: "/fonts/ReadexPro-SemiBold.ttf",
    "Noto Sans": "/fonts/NotoSans-Regular.ttf",
    "Noto Sans Tifinagh": "/fonts/NotoSansTifinagh-Regular.ttf",
}

CONTENT_WIDTH = 640
TARGET = 56
RADIUS = 12
LINE_HEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Palette:
    """Named roles. Each pair was measured: text on its ground at least 4.5 : 1, edges 3 : 1."""

    ink: str
    paper: str
    card: str
    secondary: str
    line: str
    primary: str
    on_primary: str
    soft: str
    attention: str
    attention_soft: str
    error: str
    error_soft: str
    focus: str


LIGHT = Palette(
    ink="#14231F",
    paper="#FAF8F3",
    card="#FFFFFF",
    secondary="#3C4A45",
    line="#5F6E68",
    primary="#0A5A4B",
    on_primary="#FFFFFF",
    soft="#E3F0EC",
    attention="#7A4300",
    attention_soft="#FDF1DF",
    error="#A3160F",
    error_soft="#FCEBEA",
    focus="#7A4300",
)


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes at 100 %, in logical pixels; nothing is under 16."""

    h1: int = 28
    h2: int = 22
    question: int = 20
    body: int = 18
    small: int = 16


SIZE = Size()


def text_style(size: float, colour: str, *, strong: bool = False) -> ft.TextStyle:
    """One style of the scale. Weight 600 is its own file: a synthetic bold blurs Arabic joins."""
    return ft.TextStyle(
        size=size,
        color=colour,
        height=LINE_HEIGHT,
        font_family=FONT_STRONG if strong else FONT,
        font_family_fallback=FALLBACK,
    )


@lru_cache(maxsize=8)
def text_theme(palette: Palette, scale: float = 1.0) -> ft.TextTheme:
    """All fifteen styles, since any that is left out falls back to a font without Arabic."""

    def style(size: int, colour: str = palette.ink, *, strong: bool = False) -> ft.TextStyle:
        return text_style(size * scale, colour, strong=strong)

    return ft.TextTheme(
        display_large=style(SIZE.h1, strong=True),
        display_medium=style(SIZE.h1, strong=True),
        display_small=style(SIZE.h1, strong=True),
        headline_large=style(SIZE.h1, strong=True),
        headline_medium=style(SIZE.h2, strong=True),
        headline_small=style(SIZE.question, strong=True),
        title_large=style(SIZE.h2, strong=True),
        title_medium=style(SIZE.question, strong=True),
        title_small=style(SIZE.body, strong=True),
        body_large=style(SIZE.body),
        body_medium=style(SIZE.body),
        body_small=style(SIZE.small, palette.secondary),
        label_large=style(SIZE.body, strong=True),
        label_medium=style(SIZE.small),
        label_small=style(SIZE.small),
    )


def theme(palette: Palette, scale: float = 1.0) -> ft.Theme:
    """The Flet theme of a palette; `scale` is the person's text size, 1.0 to 3.0."""
    return ft.Theme(
        font_family=FONT,
        text_theme=text_theme(palette, scale),
        focus_color=palette.soft,
        color_scheme=ft.ColorScheme(
            primary=palette.primary,
            on_primary=palette.on_primary,
            primary_container=palette.soft,
            on_primary_container=palette.ink,
            secondary=palette.primary,
            on_secondary=palette.on_primary,
            surface=palette.paper,
            on_surface=palette.ink,
            on_surface_variant=palette.secondary,
            outline=palette.line,
            error=palette.error,
            on_error=palette.on_primary,
        ),
    )
