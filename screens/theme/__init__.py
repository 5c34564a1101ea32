"""The look: one table of colours a theme, one scale of type, one scale of space. Components name roles."""

from screens.theme.build import FONTS, SIZE, Dress, dress, theme
from screens.theme.palettes import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette

__all__ = ["DARK", "FONTS", "HIGH_DARK", "HIGH_LIGHT", "LIGHT", "SIZE", "Dress", "Palette", "dress", "theme"]
