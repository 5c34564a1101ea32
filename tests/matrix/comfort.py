"""How a screen is to be seen: theme and size of text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.matrix.stage import Opened

THEMES = ("light", "high_light", "high_dark")


@dataclass(frozen=True, slots=True)
class Seen:
    theme: str = "light"
    text: int = 100


def set_comfort(opened: Opened, theme: str, text: int) -> None:
    """Nothing where it is so already."""
    if opened.seen == Seen(theme, text):
        return
    # Flutter on the web takes the text scale of the system from the root's font size.
    opened.tab.page.evaluate(f"document.documentElement.style.fontSize = '{16 * text // 100}px'")
    opened.tab.settle()
    opened.seen = Seen(theme, text)
