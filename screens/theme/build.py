"""The Flet theme of a palette and a text size: every style and colour that a component can ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import flet as ft

from screens.theme.palettes import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette
from services.models.comfort import Comfort, Contrast

FONT = "Readex Pro"
FONT_STRONG = "Readex Pro SemiBold"
FALLBACK = ["Noto Sans", "Noto Sans Tifinagh"]

# Of a native window. On the web assets/assets/FontManifest.json loads the same files before the first frame:
# fonts named to the page come after it, and until then Arabic would be boxes.
FONTS = {
    FONT: "/fonts/ReadexPro-Regular.ttf",
    FONT_STRONG: "/fonts/ReadexPro-SemiBold.ttf",
    "Noto Sans": "/fonts/NotoSans-Regular.ttf",
    "Noto Sans Tifinagh": "/fonts/NotoSansTifinagh-Regular.ttf",
}

LINE_HEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Size:
    """Sizes at 100 %, in logical pixels; nothing is under 16."""

    h1: int = 28
    h2: int = 22
    question: int = 20
    body: int = 18
    small: int = 16
    icon: int = 28


SIZE = Size()

_LARGEST_ICON = 2.0
"""Icons stand beside words: beyond this they would only take the words' room."""
_BUTTON_ICON = 24


def _style(size: float, colour: str | None, *, strong: bool = False) -> ft.TextStyle:
    """Make a style; weight 600 is a file of its own.

    A synthetic bold blurs Arabic joins.
    """
    return ft.TextStyle(
        size=size,
        color=colour,
        height=LINE_HEIGHT,
        font_family=FONT_STRONG if strong else FONT,
        font_family_fallback=FALLBACK,
    )


def text_theme(palette: Palette, scale: float = 1.0) -> ft.TextTheme:
    """Make all fifteen styles.

    One left out falls back to a font without Arabic.
    """

    def style(size: int, colour: str | None = palette.ink, *, strong: bool = False) -> ft.TextStyle:
        # What a title is larger than text by stays as it is: grown with the text it would push all else out of sight.
        beyond = max(0, size - SIZE.body)
        return _style((size - beyond) * scale + beyond, colour, strong=strong)

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
        # Of buttons, which give their words the colour of their own state.
        label_large=style(SIZE.body, None, strong=True),
        label_medium=style(SIZE.small),
        label_small=style(SIZE.small),
    )


def _colours(palette: Palette) -> ft.ColorScheme:
    """Give Flutter's scheme the palette; see `screens.theme.roles`."""
    return ft.ColorScheme(
        primary=palette.primary,
        on_primary=palette.on_primary,
        primary_container=palette.soft,
        on_primary_container=palette.ink,
        secondary=palette.primary,
        on_secondary=palette.on_primary,
        secondary_container=palette.focus_ground,
        on_secondary_container=palette.on_focus,
        tertiary=palette.attention,
        tertiary_container=palette.attention_soft,
        surface=palette.paper,
        surface_tint=palette.paper,
        surface_container_lowest=palette.card,
        on_surface=palette.ink,
        on_surface_variant=palette.secondary,
        outline=palette.line,
        inverse_surface=palette.focus,
        error=palette.error,
        error_container=palette.error_soft,
        on_error=palette.on_primary,
    )


@lru_cache(maxsize=64)
def theme(palette: Palette, scale: float = 1.0) -> ft.Theme:
    """Make the Flet theme of a palette.

    `scale` is the person's text size, 1.0 to 3.0. A screen replaces another without sliding: movement helps nobody
    here, and disturbs some (WCAG 2.3.3).
    """
    still = ft.PageTransitionTheme.NONE
    on_buttons = ft.ButtonStyle(icon_size=_BUTTON_ICON * min(scale, _LARGEST_ICON))
    return ft.Theme(
        font_family=FONT,
        text_theme=text_theme(palette, scale),
        color_scheme=_colours(palette),
        icon_theme=ft.IconTheme(size=SIZE.icon * min(scale, _LARGEST_ICON)),
        text_button_theme=ft.TextButtonTheme(style=on_buttons),
        outlined_button_theme=ft.OutlinedButtonTheme(style=on_buttons),
        filled_button_theme=ft.FilledButtonTheme(style=on_buttons),
        focus_color=palette.soft,
        # A desktop's own density would make targets lower than a finger needs (WCAG 2.5.8, and 48 dp).
        visual_density=ft.VisualDensity.STANDARD,
        page_transitions=ft.PageTransitionsTheme(
            android=still, ios=still, linux=still, macos=still, windows=still
        ),
    )


@dataclass(frozen=True, slots=True)
class Dress:
    """What a page wears: a theme for the system's light mode, one for its dark mode, and which is in force."""

    light: ft.Theme
    dark: ft.Theme
    mode: ft.ThemeMode


def dress(comfort: Comfort, *, forced: bool) -> Dress:
    """Return the themes of a comfort.

    `forced` is the system's own wish for high contrast or forced colours; it counts where the person left the contrast
    to the system.
    """
    scale = comfort.text_size / 100

    def both(light: Palette, dark: Palette, mode: ft.ThemeMode) -> Dress:
        return Dress(theme(light, scale), theme(dark, scale), mode)

    match comfort.contrast:
        case Contrast.LIGHT:
            return both(LIGHT, DARK, ft.ThemeMode.LIGHT)
        case Contrast.DARK:
            return both(LIGHT, DARK, ft.ThemeMode.DARK)
        case Contrast.HIGH_LIGHT:
            return both(HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.LIGHT)
        case Contrast.HIGH_DARK:
            return both(HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.DARK)
        case Contrast.SYSTEM if forced:
            return both(HIGH_LIGHT, HIGH_DARK, ft.ThemeMode.SYSTEM)
        case Contrast.SYSTEM:
            return both(LIGHT, DARK, ft.ThemeMode.SYSTEM)
