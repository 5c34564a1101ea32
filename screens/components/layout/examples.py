"""Examples of where things stand."""

from __future__ import annotations

from screens.components import button, layout, text
from screens.components.example import Example, nothing

EXAMPLES = [
    Example("A card", lambda t: layout.card(text.body(t("No message yet.")))),
    Example("A card of the person’s own", lambda t: layout.card(text.body(t("Your message")), soft=True)),
    Example("A card to be put right", lambda t: layout.card(text.body(t("Code")), wrong=True)),
    Example(
        "Two stacks beside each other",
        lambda t: layout.beside(
            [layout.card(text.body(t("No message yet.")))], [layout.card(text.body(t("Your message")))]
        ),
    ),
    Example(
        "A row that wraps",
        lambda t: layout.row(
            [button.secondary(t("Yes, delete it"), nothing), button.secondary(t("No, keep it"), nothing)]
        ),
    ),
]
