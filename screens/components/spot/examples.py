"""Examples of words on which the focus can stand."""

from __future__ import annotations

from screens.components import text
from screens.components.example import Example
from screens.components.spot import landing

EXAMPLES = [
    Example(
        "A title to which the focus is sent", lambda t: landing(text.heading(t("My requests"), 2), "example")
    )
]
