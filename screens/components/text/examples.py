"""Examples of text."""

from __future__ import annotations

from screens.components import text
from screens.components.example import Example

EXAMPLES = [
    Example("A heading within a screen", lambda t: text.heading(t("Where it is"), 2)),
    Example("Body", lambda t: text.body(t("This is our fault, not yours."))),
    Example("Strong", lambda t: text.strong(t("No network at the moment."))),
    Example("Secondary", lambda t: text.secondary(t("You can change this from every screen."))),
    Example("Something to be noted", lambda t: text.large(t.ltr("Q7RX-34MP"))),
    Example("A label and its value", lambda t: text.pair(t("Wilaya"), t.isolate("Tizi Ouzou"))),
]
