"""Examples of fields for text."""

from __future__ import annotations

from screens.components.caption import FieldWords
from screens.components.example import Example, nothing
from screens.components.text_field import TextField

EXAMPLES = [
    Example("One line", lambda t: TextField(FieldWords(t("Name of the profile")), "Amina", nothing)),
    Example(
        "A number, with help and an error",
        lambda t: TextField(
            FieldWords(
                t("Code"),
                t("The digits in the message."),
                t("Enter the code from the message. For example: 123456."),
            ),
            "12",
            nothing,
            numeric=True,
            latin=True,
        ),
    ),
    Example("Several lines", lambda t: TextField(FieldWords(t("Your message")), "", nothing, lines=3)),
]
