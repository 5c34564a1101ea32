"""Examples of the words around a field."""

from __future__ import annotations

from screens.components.caption import FieldWords, caption
from screens.components.example import Example

EXAMPLES = [
    Example("A question", lambda t: caption(FieldWords(t("Your message")))),
    Example(
        "With help, and not required",
        lambda t: caption(
            FieldWords(
                t("Name of the profile"),
                t("It is the only thing others see on this device."),
                optional=t("optional"),
            )
        ),
    ),
    Example(
        "With an error",
        lambda t: caption(
            FieldWords(t("Code"), error=t("Enter the code from the message. For example: 123456."))
        ),
    ),
]
