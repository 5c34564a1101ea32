from screens.components.text.control import (
    body,
    heading,
    icon,
    large,
    on_button,
    pair,
    question,
    secondary,
    strong,
)

__all__ = ["body", "heading", "icon", "large", "on_button", "pair", "question", "secondary", "strong"]
