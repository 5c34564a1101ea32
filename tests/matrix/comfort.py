"""How a screen is to be seen, chosen as a person chooses it: on the screen for comfort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screens import routes
from services.models.comfort import TEXT_SIZES

if TYPE_CHECKING:
    from tests.matrix.stage import Opened

THEMES = ("light", "high_light", "high_dark")
_WORDS = {
    "light": "Light",
    "dark": "Dark",
    "high_light": "Strong contrast on white",
    "high_dark": "Strong contrast on black",
}


@dataclass(frozen=True, slots=True)
class Seen:
    """A theme, and a size of text in per cent. A device begins with what its system says: no theme."""

    theme: str = ""
    text: int = 100


def set_comfort(opened: Opened, theme: str, text: int) -> None:
    """Leave the comfort screen open, unless all is so already."""
    if opened.seen == Seen(theme, text):
        return
    person = opened.person
    opened.tab.go(routes.COMFORT)
    person.heading(person.t("Display and voice"))
    if opened.seen.theme != theme:
        person.choose(person.t("Colours"), person.t(_WORDS[theme]))
    at, wanted = TEXT_SIZES.index(opened.seen.text), TEXT_SIZES.index(text)
    while at != wanted:
        person.press("Larger" if wanted > at else "Smaller", exact=True)
        at += 1 if wanted > at else -1
        person.sees(person.t.percent(TEXT_SIZES[at]))
    opened.tab.settle()
    opened.seen = Seen(theme, text)
