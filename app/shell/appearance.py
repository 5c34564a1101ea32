"""How a page looks and which language it speaks: Flet's settings from the person's choices."""

from __future__ import annotations

import flet as ft

from i18n import LANGUAGES
from screens import theme
from screens.room import Room, room_of
from screens.state import SystemNeeds, Ui


def dress(page: ft.Page, ui: Ui) -> None:
    """Show the wanted theme and size of text."""
    wanted = theme.dress(ui.comfort, forced=ui.system.high_contrast)
    page.theme, page.dark_theme, page.theme_mode = wanted.light, wanted.dark, wanted.mode
    measure(page, ui)
    page.update()


def measure(page: ft.Page, ui: Ui) -> None:
    """Note how much room there is for words."""
    room = room_of(page.width, ui.comfort.text_size) if page.width else Room.PHONE
    if room is not ui.room:
        ui.room = room


SMALLEST = (360, 480)
"""Width and height of a desktop's window: below these a word of the largest text is cut, whatever wraps."""


def bound(page: ft.Page) -> None:
    """Keep a desktop's window from becoming too small to read."""
    page.window.min_width, page.window.min_height = SMALLEST


def speak(page: ft.Page, ui: Ui, language: str) -> None:
    """Change the language of everything that is shown, and its direction."""
    ui.language = language
    page.rtl = LANGUAGES[language].is_rtl
    # Flutter has no Kabyle of its own: its built-in words are then French.
    page.locale_configuration = ft.LocaleConfiguration(
        supported_locales=[ft.Locale("ar", "DZ"), ft.Locale("fr", "DZ"), ft.Locale("en", "GB")],
        current_locale=ft.Locale(*LANGUAGES[language if language != "kab" else "fr"].locale.split("_")),
    )


def system_language(page: ft.Page) -> str:
    """Return the device's own language if Qarib speaks it, else Arabic."""
    configuration = page.locale_configuration
    current = (
        configuration.current_locale.language_code if configuration and configuration.current_locale else "ar"
    )
    return current if current in LANGUAGES else "ar"


async def ask_system(page: ft.Page, ui: Ui) -> None:
    """Ask the system what the person told it that they need."""
    try:
        features = await ft.SemanticsService().get_accessibility_features()
    except (TimeoutError, RuntimeError, TypeError):
        return  # the window is closing, or is one that cannot tell: Flet then makes a TypeError of "nothing"
    ui.system = SystemNeeds(
        high_contrast=features.high_contrast,
        still=features.disable_animations or features.reduce_motion,
    )
    dress(page, ui)
