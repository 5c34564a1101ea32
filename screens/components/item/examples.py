"""Examples of items of a list."""

from __future__ import annotations

from screens.components import layout, text
from screens.components.example import Example
from screens.components.item import item

EXAMPLES = [
    Example("A fact", lambda t: item([text.body(t("Twelve digits. They are on your Chifa card."))])),
    Example(
        "Steps in their order",
        lambda t: layout.stack(
            [item([text.body(t("Choose your language"))], 1), item([text.body(t("Create a profile"))], 2)]
        ),
    ),
]
