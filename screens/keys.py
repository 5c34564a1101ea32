"""Keyboard shortcuts, in one table: what dispatches them, the screen that lists them and the documentation read it.

Function keys are the same on every layout, Arabic, French or English, and type nothing: a shortcut can never be
pressed by writing (WCAG 2.1.4). Those that browsers keep for themselves are left alone (F1, F3, F5, F6, F7, F11, F12;
F4 is the address in Edge, F10 the menu on Windows), as is every key with Insert, Caps Lock or Alt, which screen
readers and browsers use. They can be switched off, all but Escape.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from i18n import Words


class Act(Enum):
    COMFORT = auto()
    LISTEN = auto()
    REPEAT = auto()
    HELP = auto()
    HIDE = auto()
    CLOSE = auto()


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`key` as Flet names it. `always`: kept when shortcuts are switched off."""

    act: Act
    key: str
    shift: bool = False
    always: bool = False


SHORTCUTS = (
    Shortcut(Act.COMFORT, "F2"),
    Shortcut(Act.HIDE, "F2", shift=True),
    Shortcut(Act.LISTEN, "F8"),
    Shortcut(Act.REPEAT, "F8", shift=True),
    Shortcut(Act.HELP, "F9"),
    Shortcut(Act.CLOSE, "Escape", always=True),
)


def act_of(key: str, *, shift: bool = False, other: bool = False, on: bool = True) -> Act | None:
    """Return what a key does.

    `other` is True if Control, Alt or Meta is held, `on` if shortcuts are wanted.
    """
    if other:
        return None
    found = (each for each in SHORTCUTS if each.key == key and each.shift == shift and (on or each.always))
    return next((each.act for each in found), None)


def purpose(act: Act, t: Words) -> str:
    """Say in words what an act is for."""
    match act:
        case Act.COMFORT:
            return t("Display and voice")
        case Act.LISTEN:
            return t("Listen, or stop the voice")
        case Act.REPEAT:
            return t("Say it again")
        case Act.HELP:
            return t("Show the keys")
        case Act.HIDE:
            return t("Hide now")
        case Act.CLOSE:
            return t("Stop the voice, or close what is open")


def caption(shortcut: Shortcut, t: Words) -> str:
    """Write the key as on keyboards."""
    key = t("Escape") if shortcut.key == "Escape" else shortcut.key
    return t.ltr(f"{t('Shift')} + {key}") if shortcut.shift else key


def moves(t: Words) -> list[tuple[str, str]]:
    """Return what keys do in every application: key and purpose."""
    return [
        (t("Tab"), t("Go to the next button or field")),
        (t.ltr(f"{t('Shift')} + {t('Tab')}"), t("Go back to the one before")),
        (t("Arrows"), t("Go from choice to choice")),
        (t("Space"), t("Choose")),
        (t("Enter"), t("Press the button")),
    ]
