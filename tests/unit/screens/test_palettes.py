"""The colours of each theme, measured as WCAG 2.2 defines it ("contrast ratio", "relative luminance")."""

from __future__ import annotations

import pytest

from screens.theme import DARK, HIGH_DARK, HIGH_LIGHT, LIGHT, Palette

ALL = pytest.mark.parametrize(
    "palette", [LIGHT, DARK, HIGH_LIGHT, HIGH_DARK], ids=["light", "dark", "high_light", "high_dark"]
)
TEXT = (
    ("ink", "paper"),
    ("ink", "card"),
    ("ink", "soft"),
    ("ink", "attention_soft"),
    ("ink", "error_soft"),
    ("secondary", "paper"),
    ("secondary", "card"),
    ("secondary", "soft"),
    ("primary", "paper"),
    ("primary", "card"),
    ("primary", "soft"),
    ("on_primary", "primary"),
    ("attention", "attention_soft"),
    ("error", "error_soft"),
    ("error", "card"),
    ("error", "paper"),
    ("on_focus", "focus_ground"),
    ("paper", "line"),
)
"""What is written on what. The last is a button that cannot be used yet."""
EDGES = (
    ("line", "paper"),
    ("line", "card"),
    ("primary", "paper"),
    ("primary", "soft"),
    ("attention", "paper"),
    ("error", "paper"),
    ("focus", "paper"),
    ("focus", "card"),
)


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@ALL
def test_text_can_be_read(palette: Palette) -> None:
    least = 7.0 if palette in (HIGH_LIGHT, HIGH_DARK) else 4.5
    weak = {
        pair: round(contrast(getattr(palette, pair[0]), getattr(palette, pair[1])), 2)
        for pair in TEXT
        if contrast(getattr(palette, pair[0]), getattr(palette, pair[1])) < least
    }
    assert weak == {}


@ALL
def test_edges_and_focus_can_be_seen(palette: Palette) -> None:
    weak = {
        pair: round(contrast(getattr(palette, pair[0]), getattr(palette, pair[1])), 2)
        for pair in EDGES
        if contrast(getattr(palette, pair[0]), getattr(palette, pair[1])) < 3
    }
    assert weak == {}


@ALL
def test_the_focus_changes_a_filled_button(palette: Palette) -> None:
    # Its fill turns into the ground of the focus, and its edge into what is written on that.
    assert max(contrast(palette.primary, each) for each in (palette.focus_ground, palette.on_focus)) >= 3
