"""The colours of each theme, by role. Text on its ground: 7 : 1 in both high contrasts, 4.5 : 1 elsewhere
(WCAG 1.4.6, 1.4.3); edges, icons and focus 3 : 1 (1.4.11). `tests/unit/screens/test_palettes.py` measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """Named roles. `focus` is the edge of what has the focus; `focus_ground` fills a focused button."""

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
    focus_ground: str
    on_focus: str
    is_dark: bool = False


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
    focus="#14231F",
    focus_ground="#FFDD00",
    on_focus="#14231F",
)

DARK = Palette(
    ink="#EAF2EF",
    paper="#0E1412",
    card="#17211E",
    secondary="#BCCAC5",
    line="#8C9D97",
    primary="#7FD6C2",
    on_primary="#06201A",
    soft="#1D352E",
    attention="#FFCB7D",
    attention_soft="#33250D",
    error="#FFB4A9",
    error_soft="#3B1613",
    focus="#FFFFFF",
    focus_ground="#FFDD00",
    on_focus="#0E1412",
    is_dark=True,
)

HIGH_LIGHT = Palette(
    ink="#000000",
    paper="#FFFFFF",
    card="#FFFFFF",
    secondary="#1A1A1A",
    line="#000000",
    primary="#003B30",
    on_primary="#FFFFFF",
    soft="#FFFFFF",
    attention="#4A2800",
    attention_soft="#FFFFFF",
    error="#7A0000",
    error_soft="#FFFFFF",
    focus="#000000",
    focus_ground="#FFDD00",
    on_focus="#000000",
)

HIGH_DARK = Palette(
    ink="#FFFFFF",
    paper="#000000",
    card="#000000",
    secondary="#F2F2F2",
    line="#FFFFFF",
    primary="#8CFFE3",
    on_primary="#000000",
    soft="#000000",
    attention="#FFE08A",
    attention_soft="#000000",
    error="#FFC9C2",
    error_soft="#000000",
    focus="#FFFFFF",
    focus_ground="#FFDD00",
    on_focus="#000000",
    is_dark=True,
)
